// The types of the files that replace these imports in the build.

declare module "#make-glue" {
  /** Returns wasm-bindgen's glue, with its functions for loaders. */
  export function makeGlue(): typeof import("#glue") & { __wbg_set_wasm(exports: object): void };
}

declare module "#module" {
  export const now: () => WebAssembly.Module;
  export const later: () => Promise<WebAssembly.Module>;
}

declare module "#bytes" {
  export const bytes: () => Uint8Array<ArrayBuffer>;
}

declare module "#core.txt" {
  const text: string;
  export default text;
}

declare module "#core.wasm" {
  const base64: string;
  export default base64;
}

declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
