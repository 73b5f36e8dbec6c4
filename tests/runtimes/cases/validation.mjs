/** Every rule, broken. */
import { assert } from "chai";

import { credentials } from "../../unit/example.mjs";
import { rightRequest, violations } from "../../unit/rules.mjs";
import { failure } from "../caught.mjs";

const brief = (issues) => issues.map(({ path, code, severity }) => [path, code, severity]);

export const validation = [
  ["a right request", ({ validate }) => assert.deepEqual(validate(rightRequest), [])],
  ...violations
    // Those need an instance that has not yet met its platform.
    .filter(({ part }) => part !== "platform")
    .map(({ name, part, path, code, severity, request, call }) => [
      name,
      async (api) => {
        const expected = [[path, code, severity]];
        if (part === "request") assert.deepEqual(brief(api.validate(request)), expected);
        if (severity === "warning") {
          assert.lengthOf(call(api, credentials).signature, 28);
        } else {
          const { issues } = await failure(() => call(api, credentials));
          assert.deepInclude(brief(issues), expected[0]);
          for (const { message } of issues) assert.match(message.zh, /\p{Script=Han}/u);
        }
      },
    ]),
];
