/** The functions that sign nothing. Prints microseconds as JSON. */
import assert from "node:assert/strict";

import { do_not_optimize } from "mitata";

import { decode, explain, validate } from "../dist/index.js";
import { requestWith } from "./input.mjs";
import { compare } from "./measure.mjs";

const headers = { date: "Fri, 02 Jan 2026 03:04:05 GMT" };
const RequestId = "473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E";
const success = { status: 200, headers, body: JSON.stringify({ RequestId, ExecutionId: "exec-5fb8facb8ed7427cabcd" }) };
const Code = "InvalidImagePipeline.HasRunningExecution";
const Message = "The specified image pipeline has a running execution.";
const error = {
  status: 403,
  headers,
  body: JSON.stringify({ RequestId, HostId: "ecs.cn-hangzhou.aliyuncs.com", Code, Message }),
};
const [request, wrong] = [requestWith(5), { ...requestWith(5), imagePipelineId: "" }];

assert.equal(decode(success).ok, true);
const refused = decode(error);
assert.ok(refused.ok === false && refused.error.known);
assert.equal(explain(Code)?.known, true);
assert.deepEqual([validate(request).length, validate(wrong).length], [0, 1]);

const times = await compare({
  "decode a success": () => do_not_optimize(decode(success)),
  "decode an error": () => do_not_optimize(decode(error)),
  explain: () => do_not_optimize(explain(Code)),
  "validate a request with 5 tags": () => do_not_optimize(validate(request)),
  "validate the same with an error": () => do_not_optimize(validate(wrong)),
});
console.log(JSON.stringify(Object.fromEntries(Object.entries(times).map(([name, time]) => [name, { time }]))));
