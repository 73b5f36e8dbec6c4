/** The steps of the signature: from the parameters to the signed request. */

import type { SignedRequest } from "ecs-image-pipeline";
import { byId, element } from "./dom.js";
import { setText } from "./language.js";
import { cut, decoded, headerLine, isPinned, kindOf, type Part, plainText, relight, showParts } from "./parameters.js";
import type { Texts } from "./texts.js";

/** By which method a request is signed. */
export type SignatureMethod = "HMAC-SHA1" | "ACS3-HMAC-SHA256";

/** What is behind each copy button, where it is not the text that is shown. */
const copied = new Map<string, () => string>();

/** Shows every value of a signed request; without one, empties them all. */
export function showSteps(
  signed: SignedRequest | undefined,
  signatureMethod: SignatureMethod,
  method: string,
  t: Texts,
): void {
  const isAcs3 = signatureMethod === "ACS3-HMAC-SHA256";
  for (const step of document.querySelectorAll<HTMLElement>("#steps [data-only]")) {
    step.hidden = (step.dataset.only === "acs3") !== isAcs3;
  }
  for (const [id, key] of RULES) {
    const rule = byId(id).parentElement?.parentElement?.querySelector(":scope > .hint");
    const text = isAcs3 ? t[`${key}Acs3`] : t[key];
    if (rule?.textContent !== text.replaceAll("`", "")) {
      setText(rule as Element, text);
    }
  }

  const query = cut(signed?.canonicalQuery ?? "");
  showTable(query);
  show("out-parameters", signed && query.length > 0, () =>
    query.map((part) => `${part.name}=${decoded(part.texts[2])}`).join("\n"),
  );
  showValue("out-canonical-query", query);
  showValue("out-string-to-sign", stringToSign(signed?.stringToSign, isAcs3));
  const hmac = signed === undefined ? "" : isAcs3 ? signed.signature : hexOf(signed.signature);
  showValue("out-hmac", hmac === "" ? [] : [plainText(hmac.replace(/(..)(?!$)/g, "$1 "))]);
  copied.set("out-hmac", () => hmac);
  showValue("out-signature", signed === undefined ? [] : [plainText(signed.signature)]);
  showKey(signed !== undefined, isAcs3, t);
  showCanonicalRequest(signed?.canonicalRequest);

  showValue("out-url", url(signed?.url));
  showValue("out-body", cut(signed?.body ?? ""));
  showValue(
    "out-headers",
    Object.entries(signed?.headers ?? {}).map(([name, value], index, all) =>
      header(name, value, index === all.length - 1),
    ),
  );
  for (const [id, value] of [
    ["timestamp", signed?.timestamp],
    ["nonce", signed?.signatureNonce],
    ["expires-at", signed?.expiresAt],
  ]) {
    showValue(`out-${id}`, value === undefined ? [] : [plainText(value)]);
  }

  byId("steps").dataset.method = isAcs3 ? "acs3" : "rpc";
  byId("out-string-to-sign").classList.toggle("short", isAcs3);
  const isPost = method === "POST" && !isAcs3;
  byId("body-part").hidden = !isPost;
  byId("headers-part").hidden = !isPost && !isAcs3;
  byId("out-method").textContent = method;
  const hint = isAcs3 ? t.signedRequestHintAcs3 : isPost ? t.signedRequestHintPost : t.signedRequestHintGet;
  setText(byId("signed-request-hint"), hint);
  relight();
}

/** The texts that differ between the two signature methods, by the button that copies the value. */
const RULES: [string, "parametersHint" | "stringToSignHint" | "keyHint" | "hmacHint" | "signatureHint"][] = [
  ["parameters-title", "parametersHint"],
  ["stringToSign-title", "stringToSignHint"],
  ["key-title", "keyHint"],
  ["hmac-title", "hmacHint"],
  ["signature-title", "signatureHint"],
];

/** What a copy button copies. */
export function valueToCopy(id: string): string {
  return copied.get(id)?.() ?? byId(id).textContent;
}

/** Shows a value, and lets it be copied if there is one. */
function showValue(id: string, parts: Part[]): void {
  showParts(byId(id), parts);
  show(id, parts.length > 0);
}

/** Lets a value be copied if there is one; as another text than the one that is shown, if need be. */
export function show(id: string, isThere: boolean | undefined, text?: () => string): void {
  const button = document.querySelector<HTMLButtonElement>(`[data-copy=${id}]`);
  if (button !== null) {
    button.disabled = isThere !== true;
  }
  if (text !== undefined) {
    copied.set(id, text);
  }
}

// --- The table ----------------------------------------------------------------------------------------------------

interface Row {
  row: HTMLElement;
  raw: Text;
  encoded: string;
  encodedCell: HTMLElement;
}

let rows = new Map<string, Row>();

function showTable(query: Part[]): void {
  const body = byId("parameter-rows");
  const isSame = query.length === rows.size && query.every(({ name }) => rows.has(name));
  if (!isSame) {
    rows = new Map(query.map(({ name }) => [name, rows.get(name) ?? newRow(name)]));
    body.replaceChildren(...[...rows.values()].map(({ row }) => row));
    rove();
  }
  for (const {
    name,
    texts: [, , encoded],
  } of query) {
    const row = rows.get(name);
    if (row === undefined || row.encoded === encoded) {
      continue;
    }
    row.encoded = encoded;
    row.raw.data = decoded(encoded);
    row.encodedCell.replaceChildren(...escapes(encoded));
  }
}

function newRow(name: string): Row {
  const button = element("button", { className: "parameter-button" }, [name]);
  button.setAttribute("type", "button");
  button.setAttribute("aria-pressed", String(isPinned(name)));
  const raw = document.createTextNode("");
  const encodedCell = element("td", { className: "encoded" }, []);
  const head = element("th", {}, [button]);
  head.setAttribute("scope", "row");
  const row = element("tr", { className: "parameter-row" }, [head, element("td", {}, [raw]), encodedCell]);
  for (const part of [button, row]) {
    Object.assign(part.dataset, { parameter: name, kind: kindOf(name) });
  }
  return { row, raw, encoded: "\0", encodedCell };
}

/** An encoded value, with what was encoded in it set apart. */
function escapes(encoded: string): (Node | string)[] {
  return encoded.split(/((?:%[0-9A-F]{2})+)/).map((text, index) => (index % 2 === 0 ? text : element("b", {}, [text])));
}

/** One of the names can be reached with the tabulator; arrow keys lead to the others. */
function rove(): void {
  [...document.querySelectorAll<HTMLElement>("#parameter-rows button")].forEach((button, index) => {
    button.tabIndex = index === 0 ? 0 : -1;
  });
}

/** Goes from one name to the next. */
export function moveInTable(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const buttons = [...document.querySelectorAll<HTMLElement>("#parameter-rows button")];
  const next = step && buttons[buttons.indexOf(event.target as HTMLElement) + step];
  if (next) {
    event.preventDefault();
    for (const button of buttons) {
      button.tabIndex = button === next ? 0 : -1;
    }
    next.focus();
  }
}

// --- Single values ------------------------------------------------------------------------------------------------

/** `GET&%2F&` and the canonical query, encoded: `&` has become `%26`, and `=` has become `%3D`. */
function stringToSign(value: string | undefined, isAcs3: boolean): Part[] {
  if (value === undefined) {
    return [];
  }
  if (isAcs3) {
    return [plainText(value)];
  }
  const start = value.lastIndexOf("&") + 1;
  const parts = cut(value.slice(start), "%26", "%3D");
  return [plainText(value.slice(0, start)), ...parts.map((part) => ({ ...part, name: decoded(part.name) }))];
}

function url(value: string | undefined): Part[] {
  if (value === undefined) {
    return [];
  }
  const start = value.indexOf("?") + 1 || value.length;
  return [plainText(value.slice(0, start)), ...cut(value.slice(start))];
}

function header(name: string, value: string, isLast: boolean): Part {
  return { name, texts: [name, ": ", value], separator: isLast ? "" : "\n" };
}

/** The secret is never put into the page. */
function showKey(isSigned: boolean, isAcs3: boolean, t: Texts): void {
  const shownKey = byId("out-key");
  const dots = element("span", { className: "hidden-key" }, ["••••••••"]);
  dots.setAttribute("role", "img");
  dots.setAttribute("aria-label", t.keyHidden);
  shownKey.replaceChildren(...(isSigned ? [dots, ...(isAcs3 ? [] : ["&"])] : []));
  show("out-key", isSigned, () => byId<HTMLInputElement>("accessKeySecret").value + (isAcs3 ? "" : "&"));
}

/** Base64 as hex. */
function hexOf(base64: string): string {
  return Array.from(atob(base64), (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

/** The canonical request of ACS3, as its lines: method, path, query, headers, an empty line, their names, the body's hash. */
function showCanonicalRequest(text: string | undefined): void {
  const lines = text?.split("\n") ?? [];
  const [method = "", path = "", query = ""] = lines;
  const headers = lines.slice(3, -3).map(headerLine);
  const parts = [
    plainText(`${method}\n${path}\n`),
    ...cut(query),
    plainText("\n"),
    ...headers,
    plainText(`\n${lines.slice(-2).join("\n")}`),
  ];
  showValue("out-canonical-request", text === undefined ? [] : parts);
  showValue(
    "out-signed-headers",
    headers.map((part, index) => (index < headers.length - 1 ? part : { ...part, separator: "" })),
  );
  const hash = text === undefined ? "" : (byId("out-string-to-sign").textContent.split("\n")[1] ?? "");
  showValue("out-hashed-request", hash === "" ? [] : [plainText(hash)]);
}
