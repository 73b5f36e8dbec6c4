// What the build puts in the place of these imports.

declare module "#glue" {
  // wasm-bindgen's glue, over one exchanged `wasm`.
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
  export function validate(flat: string): any;
  export function sign(flat: string): any;
  export function toRequest(flat: string): any;
  export function endpoint(flat: string): any;
  export function decode(flat: string, body: string): any;
  export function explain(code: string): any;
  export function diagnoseAnswer(
    stringToSign: string, canonicalRequest: string | undefined, timestamp: string, answer: string,
  ): any;
  export function diagnoseError(
    stringToSign: string, canonicalRequest: string | undefined, timestamp: string, code: string, message: string,
    serverStringToSign: string | undefined, serverCanonicalRequest: string | undefined, serverTime: string | undefined,
  ): any;
  export function ramPolicy(flat: string): any;
}

declare module "#core.wasm" {
  const base64: string;
  export default base64;
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
