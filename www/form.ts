/** The form: what was typed, as the values that the package takes, and the rows of tags, which come and go. */

import type { Credentials, SignOptions, StartImagePipelineExecutionRequest, Tag } from "ecs-image-pipeline";
import { byId, fromTemplate } from "./dom.js";
import { fill } from "./language.js";
import type { SignatureMethod } from "./steps.js";
import type { TextKey, Texts } from "./texts.js";

/** Everything that was typed. */
export interface Entered {
  request: StartImagePipelineExecutionRequest;
  credentials: Credentials;
  options: Omit<SignOptions, "signatureMethod"> & { signatureMethod: SignatureMethod };
  network: "public" | "vpc";
}

/** Reads the form. An empty input is left out, except where the package asks for a value. */
export function readForm(): Entered {
  return {
    request: given<StartImagePipelineExecutionRequest>({
      regionId: text("regionId"),
      imagePipelineId: text("imagePipelineId"),
      clientToken: optional("clientToken"),
      tag: readTags("tag"),
      templateTag: readTags("templateTag"),
      ownerAccount: optional("ownerAccount"),
      ownerId: integer("ownerId") as number | undefined,
      resourceOwnerAccount: optional("resourceOwnerAccount"),
      resourceOwnerId: integer("resourceOwnerId") as number | undefined,
    }),
    credentials: given<Credentials>({
      accessKeyId: text("accessKeyId"),
      accessKeySecret: text("accessKeySecret"),
      securityToken: optional("securityToken"),
    }),
    options: given<Entered["options"]>({
      signatureMethod: text("signatureMethod") as SignatureMethod,
      method: text("method") as "GET" | "POST",
      format: text("format") as "JSON" | "XML",
      endpoint: optional("endpoint"),
      timestamp: integer("timestamp"),
      signatureNonce: optional("signatureNonce"),
    }),
    network: text("network") as "public" | "vpc",
  };
}

// --- Filling in -------------------------------------------------------------------------------------------------

/** The fields that hold one value each, by their IDs. */
export const FIELDS = [
  "imagePipelineId",
  "regionId",
  "clientToken",
  "ownerAccount",
  "ownerId",
  "resourceOwnerAccount",
  "resourceOwnerId",
  "signatureMethod",
  "method",
  "format",
  "network",
  "endpoint",
  "timestamp",
  "signatureNonce",
  "accessKeyId",
  "accessKeySecret",
  "securityToken",
] as const;

/** What a form can be filled with. A field that is left out is as at the start. */
export interface Filling {
  fields: Partial<Record<(typeof FIELDS)[number], string>>;
  tag?: readonly (readonly [key: string, value: string])[];
  templateTag?: readonly (readonly [key: string, value: string])[];
}

/** Fills in the form; what was in it is gone. */
export function fillForm({ fields, tag = [], templateTag = [] }: Filling, t: Texts): void {
  byId<HTMLFormElement>("form").reset();
  for (const id of FIELDS) {
    const value = fields[id];
    if (value !== undefined) {
      byId<HTMLInputElement>(id).value = value;
    }
  }
  for (const [field, pairs] of [
    ["tag", tag],
    ["templateTag", templateTag],
  ] as const) {
    rowsOf(field).replaceChildren(
      ...pairs.map(([key, value]) => {
        const row = newRow();
        part(row, "key").value = key;
        part(row, "value").value = value;
        usedRows.add(row);
        return row;
      }),
    );
    numberTagRows(field, t);
  }
  const isMore = templateTag.length > 0 || FIELDS.slice(3, 7).some((id) => fields[id] !== undefined);
  byId<HTMLDetailsElement>("more-fields").open = isMore;
}

function text(id: string): string {
  return byId<HTMLInputElement | HTMLSelectElement>(id).value;
}

function optional(id: string): string | undefined {
  return text(id) || undefined;
}

/** What is not an integer stays a string, so that the package itself says what is wrong with it. */
function integer(id: string): number | string | undefined {
  const value = optional(id);
  return value !== undefined && /^[+-]?\d+$/.test(value) ? Number(value) : value;
}

/** The members that have a value. */
function given<T extends object>(members: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

// --- Tags -------------------------------------------------------------------------------------------------------

/** The two lists of tags, by the name of their field. */
export type TagField = "tag" | "templateTag";

const tagTexts: Record<TagField, { key: TextKey; value: TextKey; remove: TextKey }> = {
  tag: { key: "tagKey", value: "tagValue", remove: "removeTag" },
  templateTag: { key: "templateTagKey", value: "templateTagValue", remove: "removeTemplateTag" },
};

/** The rows in which something was typed. */
const usedRows = new WeakSet<Element>();

/** Adds an empty row and puts the cursor into it. */
export function addTagRow(field: TagField, t: Texts): void {
  const row = newRow();
  rowsOf(field).append(row);
  numberTagRows(field, t);
  part(row, "key").focus();
}

function newRow(): HTMLElement {
  const row = fromTemplate("tag-row");
  row.addEventListener("input", () => usedRows.add(row));
  return row;
}

/** Removes a row and puts the cursor where the next one is, or else on the button that adds one. */
export function removeTagRow(row: HTMLElement, t: Texts): void {
  const fieldset = row.closest<HTMLElement>("[data-tags]");
  if (fieldset === null) {
    return;
  }
  const neighbour = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  numberTagRows(fieldset.dataset.tags as TagField, t);
  (neighbour ?? fieldset).querySelector<HTMLElement>(neighbour ? ".remove" : ":scope > button")?.focus();
}

/** Gives each row the names that belong to its position. */
export function numberTagRows(field: TagField, t: Texts): void {
  const rows = [...rowsOf(field).children] as HTMLElement[];
  rows.forEach((row, index) => {
    const number = index + 1;
    for (const name of ["key", "value"] as const) {
      const path = `${field}[${index}].${name}`;
      const input = part(row, name);
      input.dataset.field = path;
      input.setAttribute("aria-label", fill(t[tagTexts[field][name]], { number }));
      input.setAttribute("aria-describedby", `${path}-issues`);
      const issues = row.querySelector<HTMLElement>(`[data-issues-of=${name}]`);
      if (issues !== null) {
        issues.id = `${path}-issues`;
        issues.dataset.issues = path;
      }
    }
    row.querySelector(".remove")?.setAttribute("aria-label", fill(t[tagTexts[field].remove], { number }));
  });
  const columns = rowsOf(field).previousElementSibling as HTMLElement;
  columns.hidden = rows.length === 0;
}

/** The last rows do not count until something is typed in them: a row that was just added is no mistake yet. */
function readTags(field: TagField): Tag[] | undefined {
  const rows = [...rowsOf(field).children] as HTMLElement[];
  const used = rows.map((row) => usedRows.has(row));
  const counted = rows.slice(0, used.lastIndexOf(true) + 1);
  if (counted.length === 0) {
    return undefined;
  }
  return counted.map((row) => ({ key: part(row, "key").value, value: part(row, "value").value }));
}

function rowsOf(field: TagField): HTMLElement {
  const rows = document.querySelector<HTMLElement>(`[data-tags=${field}] .tag-rows`);
  if (rows === null) {
    throw new Error(`index.html has no rows for "${field}"`);
  }
  return rows;
}

function part(row: HTMLElement, name: "key" | "value"): HTMLInputElement {
  return row.querySelector(`[data-part=${name}]`) as HTMLInputElement;
}
