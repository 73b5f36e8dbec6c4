// What the build puts in the place of these imports.

/** esbuild loads the module at the first call. */
declare function require(name: "#glue"): unknown;

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
