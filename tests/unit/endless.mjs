/** Tries one value without end in some positions, in a process of its own: `node endless.mjs <name of the value>`. */
import * as api from "../../dist/index.js";
import { assertStillSigns, credentials, request } from "./example.mjs";
import { endlessValues } from "./hostile-values.mjs";

const value = endlessValues[process.argv[2]]();
api.validate(value);
api.validate({ ...request, tag: value, clientToken: value });
for (const call of [
  () => api.sign({ ...request, regionId: value, tag: [value] }, value, value),
  () => api.sign(request, { ...credentials, accessKeySecret: value }),
  () => api.endpoint(value, value),
  () => api.toRequest({ method: "GET", url: "https://a", headers: value }),
]) {
  try {
    call();
  } catch (error) {
    if (!(error instanceof api.ValidationError || error instanceof api.CredentialsError)) throw error;
  }
}
assertStillSigns(api);
process.stdout.write("done");
