/** A request that other code has made: what it was found to be, and what is wrong with it. */

import { type Finding, type Inspection, inspect } from "ecs-image-pipeline";
import { byId, code, element, replace } from "./dom.js";
import { fact, showVerdict, type TableRow, table, whole } from "./findings.js";
import type { Filling } from "./form.js";
import { fill, richText } from "./language.js";
import { compareValues } from "./marks.js";
import { type Language, mistakeTexts, type Texts } from "./texts.js";

const ACTION = "StartImagePipelineExecution";

/** What of a request the form can take. */
export type Parts = Pick<Inspection, "method" | "endpoint" | "parameters">;

/** A request within what was pasted, and with whose secret it was checked. */
export interface Inspected {
  inspection: Inspection;
  /** The AccessKey ID in the request. */
  id: string | undefined;
  /** The AccessKey ID in the form. */
  formId: string;
}

/** Looks for a request in what was pasted. Its signature is checked if the form has the secret of its AccessKey ID. */
export function findRequest(pasted: string): Inspected | undefined {
  const found = inspect(pasted);
  if (found.kind === "Nothing") {
    return undefined;
  }
  const id = valueOf(found, "AccessKeyId");
  const formId = byId<HTMLInputElement>("accessKeyId").value;
  const secret = byId<HTMLInputElement>("accessKeySecret").value;
  const isOwn = id === formId && secret !== "";
  return { inspection: isOwn ? inspect(pasted, { accessKeySecret: secret }) : found, id, formId };
}

/** Whether a URL has nothing of what HMAC-SHA1 puts into it: by ACS3 that is in the headers. */
export function isUnsigned(inspection: Inspection): boolean {
  return (
    inspection.kind === "Url" &&
    !["Action", "AccessKeyId", "SignatureMethod", "Signature"].some((name) => valueOf(inspection, name) !== undefined)
  );
}

/** Shows what was found. */
export function showInspection({ inspection, id, formId }: Inspected, language: Language, t: Texts): void {
  const { findings, signature, expectedSignature } = inspection;
  const [first] = findings;
  const isWrong = first?.severity === "error";
  const state = isWrong ? "error" : signature === "Unchecked" ? "warning" : "ready";
  const lines = isWrong
    ? [headline(first, language, t), first.explanation[language], first.remedy[language]]
    : ofSignature(inspection, id ?? "?", formId, t);
  const [line, about, remedy] = lines as [(Node | string)[], string, string];
  showVerdict({ verdict: isWrong ? first.kind : signature, state, line, about, remedy }, t);
  byId("answer-policy").hidden = true;

  const rows = findings.map((finding) => findingRow(finding, language, t));
  if (signature === "Wrong") {
    rows.push(signatureRow(inspection, t));
  }
  const title = element("h2", { id: "answer-differences-title" }, [t.inspectFindings]);
  const heads = [t.columnParameter, t.inspectWritten, t.inspectExpected] as const;
  replace("answer-comparison", [
    ...(rows.length === 0 ? [] : [title, table(rows, heads, t)]),
    ...takeButton(inspection, t),
  ]);
  replace("answer-facts", facts(inspection, expectedSignature, t));
}

function ofSignature(
  inspection: Inspection,
  id: string,
  formId: string,
  t: Texts,
): [(Node | string)[], string, string] {
  const { signature, expectedSignature } = inspection;
  if (signature === "Right") {
    return [[t.inspectRight], t.inspectRightAbout, t.inspectRightRemedy];
  }
  if (signature === "Absent") {
    const remedy =
      expectedSignature === undefined
        ? t.inspectStringOther
        : fill(t.inspectStringRemedy, { signature: `\`${expectedSignature}\`` });
    return [[t.inspectString], t.inspectStringAbout, remedy];
  }
  const about = fill(t.inspectUncheckedAbout, { id: `\`${id}\``, other: `\`${formId}\`` });
  return [[t.inspectUnchecked], about, t.inspectUncheckedRemedy];
}

function headline({ kind, parameter }: Finding, language: Language, t: Texts): (Node | string)[] {
  const text = richText(mistakeTexts[language][kind]);
  return parameter === undefined ? text : [...text, t.colon, code(parameter)];
}

function findingRow(finding: Finding, language: Language, t: Texts): TableRow {
  const { kind, parameter, severity, written, expected, proven, explanation } = finding;
  const [ours, theirs] =
    written !== undefined && expected !== undefined
      ? compareValues(written, expected)
      : [whole(written), whole(expected)];
  const detail = proven ? `${t.inspectProven}${t.colon}${explanation[language]}` : explanation[language];
  return {
    name: parameter ?? t.inspectWhole,
    isCode: parameter !== undefined,
    kind,
    severity,
    about: mistakeTexts[language][kind],
    detail: written === undefined ? detail : undefined,
    values: [
      { value: written, marks: ours, absent: "–" },
      { value: expected, marks: theirs, absent: "–" },
    ],
  };
}

function signatureRow({ writtenSignature, expectedSignature }: Inspection, t: Texts): TableRow {
  const [ours, theirs] = compareValues(writtenSignature ?? "", expectedSignature ?? "");
  return {
    name: "Signature",
    isCode: true,
    kind: "Signature",
    severity: "error",
    about: t.inspectSignature,
    values: [
      { value: writtenSignature, marks: ours, absent: "–" },
      { value: expectedSignature, marks: theirs, absent: "–" },
    ],
  };
}

function facts(inspection: Inspection, expected: string | undefined, t: Texts): HTMLElement[] {
  const kinds = { Url: t.inspectUrl, Form: t.inspectForm, StringToSign: t.inspectStringToSign, Nothing: "" };
  const { kind, method, endpoint, parameters, signature } = inspection;
  const list = element(
    "dl",
    { className: "parts" },
    parameters.map(({ name, value }) => fact(name, [code(value)], true)),
  );
  return [
    fact(t.inspectKind, [kinds[kind]]),
    fact(t.inspectMethod, [code(method)]),
    ...(endpoint === undefined ? [] : [fact(t.inspectEndpoint, [code(endpoint)])]),
    ...(signature === "Absent" && expected !== undefined
      ? [fact(t.inspectSignature, [code(expected, "inspected-signature")])]
      : []),
    fact(t.inspectParts, [list]),
  ];
}

export function takeButton(inspection: Parts, t: Texts): HTMLElement[] {
  const action = valueOf(inspection, "Action");
  if (action !== undefined && action !== ACTION) {
    return [
      element(
        "p",
        { className: "hint", id: "inspected-other" },
        richText(fill(t.inspectOther, { action: `\`${action}\`` })),
      ),
    ];
  }
  const button = element("button", { className: "button", id: "take-request" }, [t.inspectTake]);
  button.setAttribute("type", "button");
  return [button];
}

function valueOf({ parameters }: Parts, name: string): string | undefined {
  return parameters.find((parameter) => parameter.name === name)?.value;
}

/** The form for a request. Its token is not in it: what is pasted is masked. */
export function fillingOf(inspection: Parts): Filling {
  const { method, endpoint } = inspection;
  const names = {
    RegionId: "regionId",
    ImagePipelineId: "imagePipelineId",
    ClientToken: "clientToken",
    OwnerAccount: "ownerAccount",
    OwnerId: "ownerId",
    ResourceOwnerAccount: "resourceOwnerAccount",
    ResourceOwnerId: "resourceOwnerId",
    Timestamp: "timestamp",
    SignatureNonce: "signatureNonce",
    AccessKeyId: "accessKeyId",
  } as const;
  const fields: Filling["fields"] = { method };
  for (const [name, id] of Object.entries(names)) {
    const value = valueOf(inspection, name);
    if (value !== undefined) {
      fields[id] = value;
    }
  }
  const format = valueOf(inspection, "Format")?.toUpperCase();
  if (format === "JSON" || format === "XML") {
    fields.format = format;
  }
  if (endpoint !== undefined) {
    fields.endpoint = endpoint;
  }
  // Another's secret is not the form's.
  const isSame = fields.accessKeyId === undefined || fields.accessKeyId === byId<HTMLInputElement>("accessKeyId").value;
  fields.accessKeySecret = isSame ? byId<HTMLInputElement>("accessKeySecret").value : "";
  return { fields, tag: tagsOf(inspection, "Tag"), templateTag: tagsOf(inspection, "TemplateTag") };
}

function tagsOf(inspection: Parts, list: string): [string, string][] {
  const tags: [string, string][] = [];
  for (let number = 1; number <= 20; number++) {
    const key = valueOf(inspection, `${list}.${number}.Key`);
    if (key === undefined) {
      break;
    }
    tags.push([key, valueOf(inspection, `${list}.${number}.Value`) ?? ""]);
  }
  return tags;
}
