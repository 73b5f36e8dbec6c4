/** The classes of errors, and what they carry. */
import { assert } from "chai";

import { credentials, request } from "../../unit/example.mjs";
import { caught } from "../caught.mjs";

export const errors = [
  [
    "ValidationError",
    ({ sign, ValidationError, CredentialsError }) => {
      const error = caught(() => sign({ ...request, regionId: "", tag: [{}] }, credentials));
      assert.instanceOf(error, ValidationError);
      assert.instanceOf(error, Error);
      assert.notInstanceOf(error, CredentialsError);
      assert.equal(error.name, "ValidationError");
      assert.equal(error.code, "ERR_INVALID_REQUEST");
      assert.sameMembers(
        error.issues.map(({ path }) => path),
        ["regionId", "tag[0].key"],
      );
      assert.include(error.message, error.issues[0].message.en);
    },
  ],
  [
    "CredentialsError",
    ({ sign, ValidationError, CredentialsError }) => {
      const error = caught(() => sign(request, { accessKeyId: "testid", accessKeySecret: "a-secret-of-the-caller\n" }));
      assert.instanceOf(error, CredentialsError);
      assert.instanceOf(error, Error);
      assert.notInstanceOf(error, ValidationError);
      assert.equal(error.name, "CredentialsError");
      assert.equal(error.code, "ERR_CREDENTIALS");
      assert.deepEqual(
        error.issues.map(({ path, code }) => [path, code]),
        [["accessKeySecret", "CredentialWhiteSpace"]],
      );
      assert.notInclude(`${error.stack}${JSON.stringify(error)}`, "a-secret");
    },
  ],
  [
    "ApiError",
    ({ ApiError, decode }) => {
      const body = JSON.stringify({
        RequestId: "r-1",
        Code: "InvalidImagePipeline.NotFound",
        Message: "No such template.",
      });
      const { error: details } = decode({ status: 404, body });
      const error = new ApiError(details);
      assert.instanceOf(error, Error);
      assert.equal(error.name, "ApiError");
      assert.equal(error.code, "InvalidImagePipeline.NotFound");
      assert.equal(error.details, details);
      assert.include(error.message, "No such template.");
    },
  ],
];
