/**
 * A request signed with ACS3-HMAC-SHA256 that other code has made. It is not checked by itself: it can be put into the form,
 * and its canonical request is then compared with the form's.
 */

import { type Difference, diagnose, type SignedRequest } from "ecs-image-pipeline";
import { byId, element, replace } from "./dom.js";
import { showVerdict, type TableRow, table, whole } from "./findings.js";
import { type Parts, takeButton } from "./inspection.js";
import { compareValues } from "./marks.js";
import type { Texts } from "./texts.js";

/** What shows ACS3, in a command for curl, a log of headers, a canonical request or a string to sign. */
const SIGN = /ACS3-HMAC-SHA256|\bx-acs-(?:date|signature-nonce|content-sha256)["']?\s*:/i;
const CANONICAL_REQUEST = /^(?:GET|POST)\r?\n\/\r?\n(.*)\r?\n/;
const URL_WITH_QUERY = /https?:\/\/[^\s'"?#/]+\/?\?([^\s'"#]*)/;

export function isAcs3(pasted: string): boolean {
  return SIGN.test(pasted);
}

/** What of the form is in a text. */
export function acs3Parts(pasted: string): Parts {
  const text = pasted.trim();
  const header = (name: string) => new RegExp(`\\b${name}["']?\\s*[:=]\\s*["']?([^\\s"',;\\\\]+)`, "i").exec(text)?.[1];
  const query = (CANONICAL_REQUEST.exec(text) ?? URL_WITH_QUERY.exec(text) ?? /\/\?(\S*) HTTP\//.exec(text))?.[1];
  const named = {
    Action: header("x-acs-action"),
    Timestamp: header("x-acs-date"),
    SignatureNonce: header("x-acs-signature-nonce"),
    AccessKeyId: header("Credential"),
  };
  const parameters = Object.entries({ ...Object.fromEntries(new URLSearchParams(query)), ...named });
  const endpoint = /https?:\/\/[^\s'"?#/]+/.exec(text)?.[0] ?? header("host");
  return {
    method: /\b(?:GET|POST)\b/.exec(text)?.[0] === "POST" ? "POST" : "GET",
    ...(endpoint === undefined ? {} : { endpoint }),
    parameters: parameters.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
  };
}

/** Shows what can be done with it. `current` is the request that the form gives at the moment. */
export function showAcs3(pasted: string, current: SignedRequest | undefined, t: Texts): void {
  const parts = acs3Parts(pasted);
  const text = pasted.trim().replace(/\r\n/g, "\n");
  const isComparable =
    CANONICAL_REQUEST.test(text) &&
    current?.canonicalRequest !== undefined &&
    parts.parameters.some(({ name, value }) => name === "SignatureNonce" && value === current.signatureNonce);
  const isSame = isComparable && text === current.canonicalRequest;
  const differences = isComparable && !isSame ? diagnose(current, text).differences : [];

  const verdict = isSame ? "Acs3Same" : isComparable ? "Acs3Differs" : "Acs3";
  const [state, line, about, remedy] = {
    Acs3Same: ["ready", t.acs3Same, t.acs3SameAbout, t.acs3SameRemedy],
    Acs3Differs: ["error", t.acs3Differs, t.acs3DiffersAbout, t.acs3DiffersRemedy],
    Acs3: ["warning", isAcs3(pasted) ? t.acs3 : t.acs3Unsigned, t.acs3About, t.acs3Remedy],
  }[verdict] as [string, string, string, string];
  showVerdict({ verdict, state, line: [line], about, remedy }, t);
  byId("answer-policy").hidden = true;

  const title = element("h2", { id: "answer-differences-title" }, [t.inspectFindings]);
  const heads = [t.columnParameter, t.columnForm, t.inspectWritten] as const;
  const rows = differences.map((difference) => differenceRow(difference, t));
  const shown = [
    ...(rows.length === 0 ? [] : [title, table(rows, heads, t)]),
    ...(isComparable || parts.parameters.length === 0 ? [] : takeButton(parts, t)),
  ];
  byId("answer-result").hidden = shown.length === 0;
  replace("answer-comparison", shown);
  replace("answer-facts", []);
}

function differenceRow({ parameter, kind, ours, theirs }: Difference, t: Texts): TableRow {
  const isBoth = ours !== undefined && theirs !== undefined;
  const [own, other] = isBoth ? compareValues(ours, theirs) : [whole(ours), whole(theirs)];
  return {
    name: parameter,
    kind,
    about: isBoth ? t.bothDiffer : ours === undefined ? t.onlyPasted : t.onlyOurs,
    values: [
      { value: ours, marks: own, absent: "–" },
      { value: theirs, marks: other, absent: "–" },
    ],
  };
}
