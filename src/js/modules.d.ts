// What the build puts in the place of these imports.

declare module "#glue" {
  // wasm-bindgen's glue, over one exchanged `wasm`.
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
  export function validate(flat: string): any;
  export function sign(flat: string): any;
  export function toRequest(flat: string): any;
  export function endpoint(flat: string): any;
}

declare module "#core.wasm" {
  const base64: string;
  export default base64;
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
