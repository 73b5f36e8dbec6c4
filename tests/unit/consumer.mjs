/** The compiler over `consumer.ts`, a program that uses the package as npm would have installed it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const consumer = readFileSync(new URL("consumer.ts", import.meta.url), "utf8");

/** TypeScript's own libraries, which are large, are parsed once. */
const parsed = new Map();
function compilerHost(options) {
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, ...rest) => {
    const key = `${file} ${JSON.stringify(rest[0])}`;
    if (!file.includes("/node_modules/typescript/") && !file.includes("/@types/")) return getSourceFile(file, ...rest);
    if (!parsed.has(key)) parsed.set(key, getSourceFile(file, ...rest));
    return parsed.get(key);
  };
  return host;
}

/** What tsc says about a consumer of the package, which finds it as npm would have put it. */
export function diagnosticsOf(source, compilerOptions) {
  const folder = mkdtempSync(join(tmpdir(), "consumer-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules/ecs-image-pipeline"), "junction");
    symlinkSync(join(root, "tests/node_modules/expect-type"), join(folder, "node_modules/expect-type"), "junction");
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "other.ts"), "export function createHmac(): void {}\n");
    const main = join(folder, "main.ts");
    writeFileSync(main, source);
    // The package's declarations are checked, too; TypeScript's own need not be.
    const strict = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipDefaultLibCheck: true };
    const options = { ...strict, ...compilerOptions };
    const program = ts.createProgram([main], options, compilerHost(options));
    return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
      const line = file
        ? `${file.fileName.split("/").at(-1)}:${file.getLineAndCharacterOfPosition(start).line + 1}: `
        : "";
      return line + ts.flattenDiagnosticMessageText(messageText, "\n");
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { ModuleKind, ModuleResolutionKind, ScriptTarget } = ts;
const browser = { lib: ["lib.es2022.d.ts", "lib.dom.d.ts"], types: [] };
const node = { lib: ["lib.es2022.d.ts"], types: ["node"], typeRoots: [join(root, "tests/node_modules/@types")] };
const nodeNext = {
  module: ModuleKind.NodeNext,
  moduleResolution: ModuleResolutionKind.NodeNext,
  target: ScriptTarget.ES2022,
};
const bundler = {
  module: ModuleKind.ESNext,
  moduleResolution: ModuleResolutionKind.Bundler,
  target: ScriptTarget.ES2022,
};

/** Ways to resolve the package, by name, as options of the compiler. */
export const resolutions = {
  "nodenext, DOM": { ...nodeNext, ...browser },
  "bundler, DOM": { ...bundler, ...browser },
  "nodenext, Node's types": { ...nodeNext, ...node },
  "bundler, workerd": { ...bundler, ...browser, customConditions: ["workerd"] },
};
