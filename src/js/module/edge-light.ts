/** For Vercel's edge runtime, which imports modules under a name of its own. */
import module from "./ecs_image_pipeline.wasm?module";

export const now = (): WebAssembly.Module => module;
export const later = async (): Promise<WebAssembly.Module> => module;
