/** What a call may do with a value of any kind, in one of the places of `positions.mjs`. */
import assert from "node:assert/strict";

function assertIssues(issues) {
  assert.ok(Array.isArray(issues));
  for (const { path, code, severity, message } of issues) {
    assert.match(code, /^[A-Z]\w+(\.\w+)*$/);
    assert.match(severity, /^(error|warning)$/);
    for (const text of [path, message.en, message.zh]) assert.ok(text.length < 1000 && !/\p{Surrogate}/u.test(text));
  }
}

/** Those that throw nothing, whatever they are given. */
const neverThrow = /^(validate|decode|explain|diagnose|inspect)\b/;

/** One call, which may fail in its documented ways alone. */
export function attempt(api, name, call, value) {
  let result;
  try {
    result = call(api, value);
  } catch (error) {
    assert.ok(!neverThrow.test(name), `${name} threw ${error?.stack}`);
    assert.ok(error instanceof api.ValidationError || error instanceof api.CredentialsError, error);
    assert.ok(error.issues.length > 0);
    assertIssues(error.issues);
    return;
  }
  if (name.startsWith("validate")) assertIssues(result);
}
