/** The compiled core: how it is started, and how one call crosses into it and back. */
import { ImagePipelineError } from "./errors.js";
import { need } from "./platform.js";

export type Name =
  | "validate"
  | "sign"
  | "endpoint"
  | "request"
  | "decode"
  | "explain"
  | "diagnoseAnswer"
  | "diagnoseError"
  | "inspect"
  | "ramPolicy"
  | "client"
  | "send"
  | "admit"
  | "release";

/** What `src/wasm/` exports. The module imports nothing. */
type Exports = Record<Name, (length: number) => number> & {
  memory: WebAssembly.Memory;
  begin(length: number): number;
  texts(length: number): void;
  result(): number;
  end(): void;
};

/** Where an entry has the compiled module from, at once and later. */
export interface Source {
  now(): WebAssembly.Module;
  later(): Promise<WebAssembly.Module>;
}

export interface Core {
  /** Calls a function with its arguments as bytes, see `flatten.ts`, and reads its result. */
  call(name: Name, bytes: Uint8Array): string;
  /** Makes ready for calls without holding the thread up. */
  init(): Promise<void>;
}

/** The core over a module that is asked for at the first call, with the texts for people that it shows. */
export function createCore(source: Source, texts: string): Core {
  need("WebAssembly", "TextEncoder", "TextDecoder");
  const decoder = new TextDecoder();
  let exports: Exports | undefined;
  let memory = new Uint8Array();

  function started(instance: WebAssembly.Instance): Exports {
    const core = instance.exports as Exports;
    memory = new Uint8Array();
    const bytes = new TextEncoder().encode(texts);
    write(core, bytes);
    core.texts(bytes.length);
    return core;
  }

  function write(core: Exports, bytes: Uint8Array): void {
    const start = core.begin(bytes.length);
    memoryOf(core).set(bytes, start);
  }

  /** The memory as bytes. What was made before it grew is empty. */
  function memoryOf(core: Exports): Uint8Array {
    if (memory.length === 0) memory = new Uint8Array(core.memory.buffer);
    return memory;
  }

  function cross(core: Exports, name: Name, bytes: Uint8Array): string {
    write(core, bytes);
    const length = core[name](bytes.length);
    const start = core.result();
    const result = decoder.decode(memoryOf(core).subarray(start, start + length));
    core.end();
    return result;
  }

  return {
    call(name, bytes) {
      const module = exports ?? source.now();
      try {
        exports ??= started(new WebAssembly.Instance(module as WebAssembly.Module));
        return cross(exports, name, bytes);
      } catch (cause) {
        // Whatever state a trap has left behind, the next call starts afresh, and the arguments stay nowhere.
        if (exports !== undefined) memoryOf(exports).fill(0);
        exports = undefined;
        memory = new Uint8Array();
        throw new ImagePipelineError("ERR_INTERNAL", "The core stopped; this is a fault of ecs-image-pipeline.", {
          cause,
        });
      }
    },
    async init() {
      if (exports !== undefined) return;
      const instance = await WebAssembly.instantiate(await source.later());
      exports ??= started(instance);
    },
  };
}
