/** The TypeScript types say what the compiled core reads and returns, no more and no less. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";

import { parse } from "smol-toml";
import ts from "typescript";

import * as api from "../../dist/index.js";
import { credentials, options, request } from "./example.mjs";
import { texts } from "./rule-texts.mjs";
import { rightRequest, violations } from "./rules.mjs";

/** The package without its types: these tests give it what the types forbid, too. */
const {
  CredentialsError,
  decode,
  diagnose,
  endpoint,
  explain,
  ImagePipelineClient,
  inspect,
  ramPolicy,
  sign,
  ValidationError,
  validate,
} = /** @type {any} */ (api);

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
      literals: parts
        .filter((part) => part.isStringLiteral())
        .map(({ value }) => value)
        .sort(),
    };
  };
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  return Object.fromEntries(
    exported.map((symbol) => [
      symbol.name,
      Object.fromEntries(
        checker
          .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))
          .map((property) => [property.name, member(property)]),
      ),
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
  assert.deepEqual(
    names(value).filter((key) => !(key in members)),
    [],
    `${name} has no such member`,
  );
}

suite("codes", () => {
  test("IssueCode: each of the rules", () => {
    const codes = new Set(Object.values(texts).map(({ code }) => code));
    assert.deepEqual(declared.Issue.code.literals, [...codes].sort());
  });

  test("ErrorCode: each of the catalogue, and any other", () => {
    const messages = (file) => parse(readFileSync(join(root, "src/messages", file), "utf8"));
    // With a star, it is a family.
    const codes = [messages("errors.toml"), messages("answers.toml").code]
      .flatMap((table) => Object.keys(table))
      .filter((name) => !name.includes("*"));
    for (const code of codes) assert.equal(explain(code).code, code);
    for (const name of ["ErrorDetails", "Explanation"])
      assert.deepEqual(declared[name].code.literals, codes.sort(), name);
  });
});

suite("what is returned", () => {
  test("SignedRequest", () => {
    const methods = declared.SignOptions.signatureMethod.literals;
    const both = methods.flatMap((signatureMethod) =>
      ["GET", "POST"].map((method) => sign(request, credentials, { signatureMethod, method })),
    );
    for (const signed of both) assertReturned("SignedRequest", signed);
    const optional = names(declared.SignedRequest).filter((key) => declared.SignedRequest[key].optional);
    assert.deepEqual(
      optional,
      names(declared.SignedRequest).filter((key) => both.some((signed) => !(key in signed))),
    );
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
  const echo = (text) =>
    JSON.stringify({
      Code: "SignatureDoesNotMatch",
      Message: `Refused. server string to sign is:${text}`,
      RequestId: "r",
      HostId: "h",
      Recommend: "l",
      AccessDeniedDetail: { AuthAction: "a" },
    });
  const headers = { date: "Fri, 02 Jan 2026 03:04:05 GMT", "x-acs-retry-after": "5" };
  const signed = sign(request, credentials, options);

  test("ErrorDetails, RetryAdvice and Text", () => {
    const acs3 = JSON.stringify({
      Code: "SignatureDoesNotMatch",
      Message: "no. server StringToSign is [a\nb] server CanonicalRequest is [GET\n/]",
    });
    const denied = '{"Code":"NoPermission","AccessDeniedDetail":{"AuthPrincipalType":"SubUser"}}';
    const errors = [echo("GET&%2F&a%3Db"), acs3, denied, '{"Code":"Throttling","Message":"m"}'].map(
      (body) => decode({ status: 400, body, headers }).error,
    );
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

  test("Inspection, InspectedParameter and Finding", () => {
    const { url } = sign(request, credentials, options);
    const key = { accessKeySecret: credentials.accessKeySecret };
    const wrong = inspect(url.replace("Id=cn-hangzhou", "Id=cn%2dhangzhou"), { accessKeySecret: "another" });
    const found = [inspect(url, key), wrong, inspect(url), inspect("GET&%2F&Action%3Da", key), inspect("")];
    for (const inspection of found) {
      assertReturned("Inspection", inspection);
      for (const parameter of inspection.parameters) assertReturned("InspectedParameter", parameter);
      for (const finding of inspection.findings) {
        assertReturned("Finding", finding);
        assertReturned("Text", finding.explanation);
        assertReturned("Text", finding.remedy);
      }
    }
    assert.deepEqual([...new Set(found.flatMap(names))].sort(), names(declared.Inspection));
    assert.deepEqual(
      [...new Set(found.flatMap(({ findings }) => findings.flatMap(names)))].sort(),
      names(declared.Finding),
    );
    assert.deepEqual(
      [...new Set(found.map(({ signature }) => signature))].sort(),
      declared.Inspection.signature.literals,
    );
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
    for (const statement of ramPolicy().Statement) {
      assertReturned("RamStatement", statement);
      assert.deepEqual(names(statement), names(declared.RamStatement));
    }
  });
});

/** How each object that is read is handed over, so that the core tells which members it knows. */
const readers = {
  StartImagePipelineExecutionRequest: (members) => validate({ ...request, ...members }),
  Tag: (members) => validate({ ...request, tag: [{ key: "a", ...members }] }),
  SignOptions: (members) => sign(request, credentials, { ...options, ...members }),
  ClientOptions: (members) => new ImagePipelineClient({ credentials, ...members }),
  EndpointOptions: (members) => endpoint("cn-hangzhou", members),
  RamPolicyParts: (members) => ramPolicy(members),
};

/** A value of each declared type, and one that is of no declared type. */
const samples = {
  string: "a",
  number: 1,
  "readonly Tag[]": [{ key: "a" }],
  "string | number | Date": new Date(0),
  "Credentials | CredentialsProvider | ((request: CredentialsRequest) => GivenCredentials | PromiseLike<GivenCredentials>)":
    credentials,
  "(event: ClientEvent) => unknown": () => {},
  Clock: { now() {}, sleep() {} },
  "(url: string, init: RequestInit) => Promise<Response>": fetch,
};
const alien = Symbol();

suite("what is read", () => {
  for (const [name, read] of Object.entries(readers)) {
    test(`${name}: the core's known fields`, () => {
      const [issue] = issuesOf(() => read({ nosuch: 1 })).filter(({ code }) => code === "UnknownField");
      for (const text of [
        issue.message.en.match(/Known fields: (.*)\.$/)[1],
        issue.message.zh.match(/可用字段：(.*)。$/)[1],
      ]) {
        assert.deepEqual(text.split(", ").sort(), names(declared[name]));
      }
    });

    for (const [key, { type, literals }] of Object.entries(declared[name])) {
      test(`${name}.${key}: ${type}`, () => {
        const found = (value) =>
          issuesOf(() => read({ [key]: value })).filter(
            ({ path, severity }) => severity === "error" && path.endsWith(key),
          );
        const values = literals.length > 0 ? literals : [samples[type]];
        for (const value of values) {
          assert.notEqual(value, undefined, `no sample of the type ${type}`);
          assert.deepEqual(
            found(value).filter(({ code }) => ["WrongType", "UnknownField"].includes(code)),
            [],
          );
        }
        assert.deepEqual(
          found(alien).map(({ code }) => code),
          ["WrongType"],
        );
        if (literals.length > 0) assertLiterals(found, literals);
      });
    }
  }

  function assertLiterals(found, literals) {
    for (const literal of literals) {
      assert.deepEqual(found(literal), []);
      for (const other of [
        literal.toLowerCase() === literal ? literal.toUpperCase() : literal.toLowerCase(),
        `${literal} `,
        "",
      ]) {
        assert.equal(found(other).length, 1, other);
      }
    }
    const listed = [...found("nosuch")[0].message.en.matchAll(/"([^"]+)"/g)].map(([, literal]) => literal).sort();
    assert.deepEqual(listed, literals);
  }

  test("required members are those that the core asks for", () => {
    const required = (name) => names(declared[name]).filter((key) => !declared[name][key].optional);
    const missing = (call, last = (path) => path) =>
      issuesOf(call)
        .filter(({ severity }) => severity === "error")
        .map(({ path }) => last(path))
        .sort();
    assert.deepEqual(
      required("StartImagePipelineExecutionRequest"),
      missing(() => validate({})),
    );
    assert.deepEqual(
      required("Tag"),
      missing(
        () => validate({ ...rightRequest, tag: [{}] }),
        (path) => path.split(".")[1],
      ),
    );
    assert.deepEqual(
      required("Credentials"),
      missing(() => sign(request, {})),
    );
    assert.deepEqual(
      required("SignOptions"),
      missing(() => sign(request, credentials, {})),
    );
    assert.deepEqual(
      required("ClientOptions"),
      missing(
        () => new ImagePipelineClient({}),
        (path) => path.split(".")[1],
      ),
    );
    assert.deepEqual(
      required("EndpointOptions"),
      missing(() => endpoint("cn-hangzhou", {})),
    );
  });

  test("each member of the credentials is read, as a text", () => {
    assert.deepEqual(names(declared.Credentials), ["accessKeyId", "accessKeySecret", "securityToken"]);
    for (const [key, { type }] of Object.entries(declared.Credentials)) {
      assert.equal(type, "string");
      assert.deepEqual(
        issuesOf(() => sign(request, { ...credentials, [key]: alien })).map(({ path, code }) => [path, code]),
        [[key, "WrongType"]],
      );
      const signature = (value) => sign(request, { ...credentials, [key]: value }, options).signature;
      assert.notEqual(signature("one"), signature("two"));
    }
  });
});

/** What the entries declare: each declaration and member with its name, its type and its comment. */
function declarationsOf(entries) {
  const program = ts.createProgram(entries, { strict: true, target: ts.ScriptTarget.ES2022, types: [] });
  const checker = program.getTypeChecker();
  const found = [];
  const isDeclared = (node) =>
    [
      ts.isInterfaceDeclaration,
      ts.isTypeAliasDeclaration,
      ts.isClassDeclaration,
      ts.isFunctionDeclaration,
      ts.isVariableDeclaration,
      ts.isPropertySignature,
      ts.isPropertyDeclaration,
      ts.isMethodSignature,
      ts.isMethodDeclaration,
      ts.isConstructorDeclaration,
    ].some((is) => is(node));
  function visit(node, path) {
    // What a type is compared with is no member of it.
    if (ts.isConditionalTypeNode(node)) return;
    // tsc declares private members only as `#private`.
    if (node.name && ts.isPrivateIdentifier(node.name)) return;
    const name = isDeclared(node) ? [...path, node.name?.getText() ?? "constructor"] : path;
    if (isDeclared(node)) found.push({ name: name.join("."), type: node.type?.getText(), comment: commentOf(node) });
    ts.forEachChild(node, (child) => visit(child, name));
  }
  const exported = entries.flatMap((entry) =>
    checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry))),
  );
  const symbols = exported.map((symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  );
  for (const node of new Set(symbols.flatMap(({ declarations }) => declarations))) visit(node, []);
  return found;
}

const commentOf = (node) =>
  ts
    .getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .map((comment) => comment.getText())
    .join("\n");

suite("comments of dist/*.d.ts", () => {
  const found = declarationsOf(["index.d.ts", "slim.d.ts"].map((file) => join(root, "dist", file)));
  const of = (name) => found.find((declaration) => declaration.name === name)?.comment;

  test("every declaration and every member has one", () => {
    assert.deepEqual(
      found.filter(({ comment }) => !/\p{L}{2}/u.test(comment)).map(({ name }) => name),
      [],
    );
    for (const name of ["sign", "initSync", "Tag.key", "Outcome.ok", "ApiError.constructor", "Api.decode"])
      assert.ok(of(name), name);
  });
});
