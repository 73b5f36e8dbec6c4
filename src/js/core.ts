/** Runs the module: starts it, calls into it, and recovers from a trap. */
import type * as Glue from "#glue";
import { makeGlue } from "#make-glue";

import { CredentialsError, ImagePipelineError, ValidationError } from "./errors.js";
import { bare } from "./own.js";
import { need } from "./platform.js";
import type { Issue } from "./types.js";

export type { Call } from "#glue";

/** The source of the compiled module. */
export interface Source {
  now(): WebAssembly.Module;
  later(): Promise<WebAssembly.Module>;
}

export interface Core {
  /** Calls into the module. */
  call<T>(work: (glue: typeof Glue) => T): T;
  /** Creates a value that outlives the call. */
  hold<H extends Handle>(make: (glue: typeof Glue) => H): Held<H>;
  /** Compiles the module without blocking the thread. */
  init(): Promise<void>;
}

/** A value of the module, created by wasm-bindgen. */
interface Handle {
  free(): void;
}

/** A value of the module that outlives a call. */
export interface Held<H> {
  use<T>(work: (handle: H) => T): T;
  /** Whether the value is lost, since the module has trapped. */
  isLost(): boolean;
  free(): void;
}

type Loader = ReturnType<typeof makeGlue>;

/** The error that a function of the module throws; see `refuse` in `src/wasm/result.rs`. */
interface Refused {
  refused: "request" | "credentials";
  issues: Issue[];
}

const NEEDED = ["WebAssembly", "TextEncoder", "TextDecoder"];

/** The core, which loads the module at the first call. */
export function createCore(source: Source): Core {
  let glue: Loader | undefined;
  let memory: WebAssembly.Memory | undefined;
  /** The number of the instance. A value of an earlier one is lost. */
  let instance = 0;
  let isFreeing = false;

  const load = (): Loader => (glue ??= makeGlue());

  const imports = () => ({ "./core_bg.js": load() as unknown as WebAssembly.ModuleImports });

  function start({ exports }: WebAssembly.Instance): void {
    load().__wbg_set_wasm(instance === 0 ? exports : { ...exports, ...guarded(exports) });
    (exports["__wbindgen_start"] as () => void)();
    memory = exports["memory"] as WebAssembly.Memory;
    instance++;
  }

  /** A value of an earlier instance that is garbage-collected must not free memory of this one. */
  function guarded(exports: WebAssembly.Exports): Record<string, unknown> {
    const frees = Object.entries(exports as Record<string, (pointer: number, flag: number) => void>);
    return Object.fromEntries(
      frees
        .filter(([name]) => name.startsWith("__wbg_") && name.endsWith("_free"))
        .map(([name, free]) => [name, (pointer: number, flag: number) => isFreeing && free(pointer, flag)]),
    );
  }

  /** Wipes a module that has trapped. The next call starts a fresh instance. */
  function stop(): void {
    if (memory === undefined) return;
    new Uint8Array(memory.buffer).fill(0);
    // Detaches the buffer, by which the glue notices that its views are stale.
    memory.grow(0);
    memory = undefined;
  }

  function errorOf(thrown: unknown): unknown {
    if (thrown instanceof ImagePipelineError) return thrown;
    const { refused, issues }: Partial<Refused> = bare(Object(thrown));
    if (refused === "request") return new ValidationError(issues as Issue[]);
    if (refused === "credentials") return new CredentialsError(issues as Issue[]);
    stop();
    return internal(thrown);
  }

  function call<T>(work: (glue: typeof Glue) => T): T {
    if (memory === undefined) need(...NEEDED);
    const module = memory === undefined ? source.now() : undefined;
    try {
      if (module !== undefined) start(new WebAssembly.Instance(module, imports()));
      const before = instance;
      const result = work(load());
      // A getter may have called this package, and that call may have trapped.
      if (before !== instance || memory === undefined) throw internal();
      return result;
    } catch (thrown) {
      throw errorOf(thrown);
    }
  }

  return {
    call,
    hold(make) {
      const handle = call(make);
      const own = instance;
      const isLost = () => own !== instance || memory === undefined;
      return {
        isLost,
        use: (work) =>
          call(() => {
            if (isLost()) throw internal();
            return work(handle);
          }),
        free() {
          if (isLost()) return;
          isFreeing = true;
          try {
            handle.free();
          } finally {
            isFreeing = false;
          }
        },
      };
    },
    async init() {
      if (memory !== undefined) return;
      need(...NEEDED);
      const made = await WebAssembly.instantiate(await source.later(), imports());
      if (memory === undefined) start(made);
    },
  };
}

function internal(cause?: unknown): ImagePipelineError {
  return new ImagePipelineError("ERR_INTERNAL", "Internal error in ecs-image-pipeline. Please report it.", { cause });
}
