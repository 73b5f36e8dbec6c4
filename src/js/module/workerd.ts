/** For workerd, which forbids compiling bytes and imports modules instead. */
import module from "./ecs_image_pipeline.wasm";

export const now = (): WebAssembly.Module => module;
export const later = async (): Promise<WebAssembly.Module> => module;
