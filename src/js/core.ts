/** The compiled core: how it is started, and how one call crosses into it and back. */

type Name = "validate" | "sign" | "endpoint" | "request" | "decode" | "explain" | "diagnoseAnswer" | "diagnoseError" | "ramPolicy";

/** What `src/wasm/` exports. The module imports nothing. */
type Exports = Record<Name, (length: number) => number> & {
  memory: WebAssembly.Memory;
  begin(length: number): number;
  result(): number;
  end(): void;
};

/** Calls a function of the core with its arguments as one text, see `flatten.ts`, and reads its result. */
export type Call = (name: Name, text: string) => string;

/** A UTF-16 unit takes at most so many bytes in UTF-8. */
const MOST_BYTES = 3;

/** The core over a module that is asked for at the first call. */
export function createCall(getModule: () => WebAssembly.Module): Call {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let exports: Exports | undefined;

  function cross(core: Exports, name: Name, text: string): string {
    const start = core.begin(text.length * MOST_BYTES);
    const { written } = encoder.encodeInto(text, new Uint8Array(core.memory.buffer, start));
    const length = core[name](written);
    const result = decoder.decode(new Uint8Array(core.memory.buffer, core.result(), length));
    core.end();
    return result;
  }

  return (name, text) => {
    exports ??= new WebAssembly.Instance(getModule()).exports as Exports;
    try {
      return cross(exports, name, text);
    } catch (cause) {
      // Whatever state a trap has left behind, the next call starts afresh.
      exports = undefined;
      throw Object.assign(new Error("The core stopped; this is a fault of ecs-image-pipeline.", { cause }), { code: "ERR_INTERNAL" });
    }
  };
}
