// What the build puts in the place of these imports.

declare module "#texts.txt" {
  const texts: string;
  export default texts;
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
