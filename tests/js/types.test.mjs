/** The TypeScript types say what the compiled core reads and returns, no more and no less. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";

import ts from "typescript";

import { decode, diagnose, endpoint, explain, ramPolicy, sign, validate, CredentialsError, ValidationError } from "../../dist/index.js";
import { credentials, options, request } from "./example.mjs";
import { rightRequest, violations } from "./rules.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const declared = interfacesOf(join(root, "src/js/types.ts"));

/** Each interface's members: `{ Tag: { value: { optional: true, type: "string", literals: [] } } }`. */
function interfacesOf(file) {
  const program = ts.createProgram([file], { strict: true, target: ts.ScriptTarget.ES2022, types: [] });
  const checker = program.getTypeChecker();
  const member = (property) => {
    const type = checker.getNonNullableType(checker.getTypeOfSymbol(property));
    const parts = type.isUnion() ? type.types : [type];
    return {
      optional: (property.flags & ts.SymbolFlags.Optional) !== 0,
      type: checker.typeToString(type),
      literals: parts.filter((part) => part.isStringLiteral()).map(({ value }) => value).sort(),
    };
  };
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  return Object.fromEntries(
    exported.map((symbol) => [
      symbol.name,
      Object.fromEntries(checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)).map((property) => [property.name, member(property)])),
    ]),
  );
}

const names = (members) => Object.keys(members).sort();

function issuesOf(call) {
  try {
    const result = call();
    return Array.isArray(result) ? result : [];
  } catch (error) {
    assert.ok(error instanceof ValidationError || error instanceof CredentialsError, error);
    return error.issues;
  }
}

/** What `typeof` says of a declared type: objects and arrays are objects. */
const typeOf = (type) => (["string", "number", "boolean"].includes(type) ? type : "object");

function assertReturned(name, value) {
  const members = declared[name];
  for (const [key, { optional, type, literals }] of Object.entries(members)) {
    if (optional && !(key in value)) continue;
    assert.ok(Object.hasOwn(value, key), `${name}.${key} is not returned`);
    assert.equal(typeof value[key], literals.length > 0 ? "string" : typeOf(type), `${name}.${key}`);
    if (literals.length > 0) assert.ok(literals.includes(value[key]), `${name}.${key}: ${value[key]}`);
  }
  assert.deepEqual(names(value).filter((key) => !(key in members)), [], `${name} has no such member`);
}

test("the interfaces are those that this test knows", () => {
  assert.deepEqual(names(declared), [
    "Answer", "Api", "Category", "Credentials", "Diagnosis", "Difference", "EndpointOptions", "ErrorDetails", "Explanation",
    "Issue", "Outcome", "PlatformRequest", "RamPolicy", "RamPolicyParts", "RetryAdvice", "SignOptions", "Signed", "SignedRequest",
    "StartImagePipelineExecutionRequest", "Tag", "Text", "Verdict",
  ]);
});

suite("what is returned", () => {
  test("SignedRequest", () => {
    const both = ["GET", "POST"].map((method) => sign(request, credentials, { method }));
    for (const signed of both) assertReturned("SignedRequest", signed);
    const optional = names(declared.SignedRequest).filter((key) => declared.SignedRequest[key].optional);
    assert.deepEqual(optional, names(declared.SignedRequest).filter((key) => both.some((signed) => !(key in signed))));
    // A member that may be left out must be there once, or its type was never looked at.
    assert.deepEqual(names(declared.SignedRequest), [...new Set(both.flatMap(Object.keys))].sort());
    for (const { headers } of both) for (const value of Object.values(headers)) assert.equal(typeof value, "string");
  });

  test("Issue and Text", () => {
    const issues = violations.filter(({ part }) => part === "request").flatMap(({ request }) => validate(request));
    for (const issue of issues) {
      assertReturned("Issue", issue);
      assertReturned("Text", issue.message);
      assert.deepEqual(names(issue), names(declared.Issue));
      assert.deepEqual(names(issue.message), names(declared.Text));
    }
    assert.deepEqual([...new Set(issues.map(({ severity }) => severity))].sort(), declared.Issue.severity.literals);
  });
});

suite("what is told of an answer", () => {
  const echo = (text) => JSON.stringify({
    Code: "SignatureDoesNotMatch", Message: `Refused. server string to sign is:${text}`, RequestId: "r", HostId: "h", Recommend: "l",
    AccessDeniedDetail: { AuthAction: "a" },
  });
  const headers = { date: "Fri, 02 Jan 2026 03:04:05 GMT", "x-acs-retry-after": "5" };
  const signed = sign(request, credentials, options);

  test("ErrorDetails, RetryAdvice and Text", () => {
    const acs3 = JSON.stringify({ Code: "SignatureDoesNotMatch", Message: "no. server StringToSign is [a\nb] server CanonicalRequest is [GET\n/]" });
    const denied = '{"Code":"NoPermission","AccessDeniedDetail":{"AuthPrincipalType":"SubUser"}}';
    const errors = [echo("GET&%2F&a%3Db"), acs3, denied, '{"Code":"Throttling","Message":"m"}'].map((body) => decode({ status: 400, body, headers }).error);
    for (const error of errors) {
      assertReturned("ErrorDetails", error);
      assertReturned("RetryAdvice", error.retry);
      assertReturned("Text", error.explanation);
      assertReturned("Text", error.remedy);
      if (error.policy) assert.deepEqual(error.policy, ramPolicy());
    }
    // A member that may be left out must be there once, or its type was never looked at.
    assert.deepEqual([...new Set(errors.flatMap(names))].sort(), names(declared.ErrorDetails));
    assert.deepEqual([...new Set(errors.flatMap(({ retry }) => names(retry)))].sort(), names(declared.RetryAdvice));
  });

  test("Explanation", () => {
    const explanation = explain("Throttling");
    assertReturned("Explanation", explanation);
    assert.deepEqual(names(explanation), names(declared.Explanation));
  });

  test("Diagnosis and Difference", () => {
    const diagnosis = diagnose(signed, echo(signed.stringToSign.replace("cn-hangzhou", "cn-beijing")));
    assertReturned("Diagnosis", diagnosis);
    assert.deepEqual(names(diagnosis), names(declared.Diagnosis));
    assertReturned("Difference", diagnosis.differences[0]);
    assert.deepEqual(names(diagnosis.differences[0]), names(declared.Difference));
  });

  test("RamPolicy", () => {
    assertReturned("RamPolicy", ramPolicy());
    assert.deepEqual(names(ramPolicy()), names(declared.RamPolicy));
  });
});

/** How each object that is read is handed over, so that the core tells which members it knows. */
const readers = {
  StartImagePipelineExecutionRequest: (members) => validate({ ...request, ...members }),
  Tag: (members) => validate({ ...request, tag: [{ key: "a", ...members }] }),
  SignOptions: (members) => sign(request, credentials, { ...options, ...members }),
  EndpointOptions: (members) => endpoint("cn-hangzhou", members),
  RamPolicyParts: (members) => ramPolicy(members),
};

/** A value of each declared type, and one that is of no declared type. */
const samples = { string: "a", number: 1, "Tag[]": [{ key: "a" }], "string | number | Date": new Date(0) };
const alien = Symbol();

suite("what is read", () => {
  for (const [name, read] of Object.entries(readers)) {
    test(`${name}: the core's known fields`, () => {
      const [issue] = issuesOf(() => read({ nosuch: 1 })).filter(({ code }) => code === "UnknownField");
      for (const text of [issue.message.en.match(/Known fields: (.*)\.$/)[1], issue.message.zh.match(/可用字段：(.*)。$/)[1]]) {
        assert.deepEqual(text.split(", ").sort(), names(declared[name]));
      }
    });

    for (const [key, { type, literals }] of Object.entries(declared[name])) {
      test(`${name}.${key}: ${type}`, () => {
        const found = (value) =>
          issuesOf(() => read({ [key]: value })).filter(({ path, severity }) => severity === "error" && path.endsWith(key));
        const values = literals.length > 0 ? literals : [samples[type]];
        for (const value of values) {
          assert.notEqual(value, undefined, `no sample of the type ${type}`);
          assert.deepEqual(found(value).filter(({ code }) => ["WrongType", "UnknownField"].includes(code)), []);
        }
        assert.deepEqual(found(alien).map(({ code }) => code), ["WrongType"]);
        if (literals.length > 0) assertLiterals(found, literals);
      });
    }
  }

  function assertLiterals(found, literals) {
    for (const literal of literals) {
      assert.deepEqual(found(literal), []);
      for (const other of [literal.toLowerCase() === literal ? literal.toUpperCase() : literal.toLowerCase(), `${literal} `, ""]) {
        assert.equal(found(other).length, 1, other);
      }
    }
    const listed = [...found("nosuch")[0].message.en.matchAll(/"([^"]+)"/g)].map(([, literal]) => literal).sort();
    assert.deepEqual(listed, literals);
  }

  test("required members are those that the core asks for", () => {
    const required = (name) => names(declared[name]).filter((key) => !declared[name][key].optional);
    const missing = (call, last = (path) => path) =>
      issuesOf(call).filter(({ severity }) => severity === "error").map(({ path }) => last(path)).sort();
    assert.deepEqual(required("StartImagePipelineExecutionRequest"), missing(() => validate({})));
    assert.deepEqual(required("Tag"), missing(() => validate({ ...rightRequest, tag: [{}] }), (path) => path.split(".")[1]));
    assert.deepEqual(required("Credentials"), missing(() => sign(request, {})));
    assert.deepEqual(required("SignOptions"), missing(() => sign(request, credentials, {})));
    assert.deepEqual(required("EndpointOptions"), missing(() => endpoint("cn-hangzhou", {})));
  });

  test("each member of the credentials is read, as a text", () => {
    assert.deepEqual(names(declared.Credentials), ["accessKeyId", "accessKeySecret", "securityToken"]);
    for (const [key, { type }] of Object.entries(declared.Credentials)) {
      assert.equal(type, "string");
      assert.deepEqual(issuesOf(() => sign(request, { ...credentials, [key]: alien })).map(({ path, code }) => [path, code]), [[key, "WrongType"]]);
      const signature = (value) => sign(request, { ...credentials, [key]: value }, options).signature;
      assert.notEqual(signature("one"), signature("two"));
    }
  });
});

const consumer = `
import { createHmac } from "./other.js";
import {
  decode, diagnose, endpoint, explain, ramPolicy, sign, toRequest, validate, ApiError, CredentialsError, ValidationError,
  type Api, type Credentials, type Diagnosis, type EndpointOptions, type ErrorDetails, type Issue, type Outcome, type SignedRequest, type SignOptions,
  type StartImagePipelineExecutionRequest, type Tag, type Text,
} from "ecs-image-pipeline";

createHmac();
const tag: Tag[] = [{ key: "a" }, { key: "b", value: "" }];
const request: StartImagePipelineExecutionRequest = { action: "StartImagePipelineExecution", regionId: "cn-hangzhou", imagePipelineId: "ip-1", tag, ownerId: 1 };
const credentials: Credentials = { accessKeyId: "a", accessKeySecret: "b", securityToken: "c" };
const options: SignOptions = { method: "POST", format: "XML", timestamp: new Date(), signatureMethod: "HMAC-SHA1" };
const network: EndpointOptions = { network: "vpc" };
const issues: Issue[] = validate(request);
const text: Text | undefined = issues[0]?.message;
const severity: "error" | "warning" | undefined = issues[0]?.severity;
const signed: SignedRequest = sign(request, credentials, options);
const body: string | undefined = signed.body;
const answer: Promise<Response> = fetch(signed.url, signed);
const sent: Request = toRequest(signed);
const host: string = endpoint("cn-hangzhou", network);
const api: Api = { decode, diagnose, endpoint, explain, ramPolicy, sign, toRequest, validate };
const outcome: Outcome = decode({ status: 200, body: "", headers: new Headers() });
if (outcome.ok) {
  const executionId: string = outcome.executionId;
  void executionId;
} else {
  const details: ErrorDetails = outcome.error;
  const diagnosis: Diagnosis = diagnose(signed, details);
  void [diagnosis.verdict === "WrongSecret", new ApiError(details).details.retry.delayMs];
}
void [decode({ status: 200, body: "", headers: { date: "" } }), explain("Throttling")?.remedy.zh, ramPolicy().Statement[0]?.Effect];
try {
  sign(request, credentials);
} catch (error) {
  if (error instanceof ValidationError) {
    const code: "ERR_INVALID_REQUEST" = error.code;
    const name: "ValidationError" = error.name;
    const found: Issue[] = error.issues;
    void [code, name, found];
  } else if (error instanceof CredentialsError) {
    const code: "ERR_CREDENTIALS" = error.code;
    const found: Issue[] = error.issues;
    void [code, found];
  }
}
void [text, severity, body, answer, sent, host, api];

// @ts-expect-error: the template is missing
validate({ regionId: "cn-hangzhou" });
// @ts-expect-error: a misspelt field
validate({ regionId: "cn-hangzhou", imagePipelineID: "ip-1", imagePipelineId: "ip-1" });
// @ts-expect-error: a number for a text
validate({ regionId: 1, imagePipelineId: "ip-1" });
// @ts-expect-error: another operation
validate({ action: "StopImagePipelineExecution", regionId: "cn-hangzhou", imagePipelineId: "ip-1" });
// @ts-expect-error: a tag without key
validate({ ...request, tag: [{ value: "a" }] });
// @ts-expect-error: a text for a number
validate({ ...request, ownerId: "1" });
// @ts-expect-error: no credentials
sign(request);
// @ts-expect-error: no secret
sign(request, { accessKeyId: "a" });
// @ts-expect-error: another method
sign(request, credentials, { method: "PUT" });
// @ts-expect-error: another case
sign(request, credentials, { format: "json" });
// @ts-expect-error: another signature method
sign(request, credentials, { signatureMethod: "HMAC-MD5" });
// @ts-expect-error: a misspelt option
sign(request, credentials, { nonce: "a" });
// @ts-expect-error: another network
endpoint("cn-hangzhou", { network: "classic" });
// @ts-expect-error: not a signed request
toRequest({ url: "https://a" });
// @ts-expect-error: an execution ID only where it is ok
decode({ status: 200, body: "" }).executionId;
// @ts-expect-error: no such verdict
void (diagnose(signed, "").verdict === "NoSuchVerdict");
// @ts-expect-error: an answer without a body
decode({ status: 200 });
// @ts-expect-error: it is not asynchronous
sign(request, credentials).then();
// @ts-expect-error: the codes are constants
new ValidationError([]).code = "other";
`;

/** TypeScript's own libraries, which are large, are parsed once. */
const parsed = new Map();
function compilerHost(options) {
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, ...rest) => {
    const key = `${file} ${rest[0].impliedNodeFormat}`;
    if (!file.includes("/node_modules/typescript/") && !file.includes("/@types/")) return getSourceFile(file, ...rest);
    if (!parsed.has(key)) parsed.set(key, getSourceFile(file, ...rest));
    return parsed.get(key);
  };
  return host;
}

/** What tsc says about a consumer of the package, which finds it as npm would have put it. */
function diagnosticsOf(source, compilerOptions) {
  const folder = mkdtempSync(join(tmpdir(), "consumer-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules/ecs-image-pipeline"), "junction");
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "other.ts"), "export function createHmac(): void {}\n");
    const main = join(folder, "main.ts");
    writeFileSync(main, source);
    // The package's declarations are checked, too; TypeScript's own need not be.
    const strict = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipDefaultLibCheck: true };
    const options = { ...strict, ...compilerOptions };
    const program = ts.createProgram([main], options, compilerHost(options));
    return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
      const line = file ? `${file.fileName.split("/").at(-1)}:${file.getLineAndCharacterOfPosition(start).line + 1}: ` : "";
      return line + ts.flattenDiagnosticMessageText(messageText, "\n");
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

suite("a consumer compiles, and wrong uses do not", () => {
  const browser = { lib: ["lib.es2022.d.ts", "lib.dom.d.ts"], types: [] };
  const node = { lib: ["lib.es2022.d.ts"], types: ["node"], typeRoots: [join(root, "tests/node_modules/@types")] };
  const nodeNext = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022 };
  const bundler = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, target: ts.ScriptTarget.ES2022 };
  for (const [name, options] of Object.entries({
    "nodenext, DOM": { ...nodeNext, ...browser },
    "bundler, DOM": { ...bundler, ...browser },
    "nodenext, Node's types": { ...nodeNext, ...node },
    "bundler, workerd": { ...bundler, ...browser, customConditions: ["workerd"] },
  })) {
    test(name, () => assert.deepEqual(diagnosticsOf(consumer, options), []));
  }
  test("this test would see an error", () => {
    const wrong = `${consumer}\nvalidate(1);\n// @ts-expect-error: there is none\nvalidate(request);`;
    assert.equal(diagnosticsOf(wrong, { ...bundler, ...browser }).length, 2);
  });
});
