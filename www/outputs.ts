/** What the signing gives: the value of each step, and the buttons that copy them. */

import type { SignedRequest } from "ecs-image-pipeline";
import { byId } from "./form.js";
import { fill, setText } from "./language.js";
import type { Texts } from "./texts.js";

/** How long a copy button says that it has copied. */
const ANSWER_MILLISECONDS = 1600;

/** Shows every value of a signed request; without one, empties them all. */
export function showOutputs(signed: SignedRequest | undefined, method: string, t: Texts): void {
  show("out-canonical-query", parameters(signed?.canonicalQuery));
  show("out-string-to-sign", stringToSign(signed?.stringToSign));
  show("out-signature", signed ? [signed.signature] : []);
  show("out-url", url(signed?.url));
  show("out-body", parameters(signed?.body));
  show("out-timestamp", signed ? [signed.timestamp] : []);
  show("out-nonce", signed ? [signed.signatureNonce] : []);
  show("out-expires-at", signed ? [signed.expiresAt] : []);

  const isPost = method === "POST";
  byId("body-part").hidden = !isPost;
  byId("out-url").classList.toggle("long", !isPost);
  byId("out-method").textContent = method;
  setText(byId("signed-request-hint"), isPost ? t.signedRequestHintPost : t.signedRequestHintGet);
  byId("out-headers").textContent = Object.entries(signed?.headers ?? {})
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}

/** Shows a value, and lets it be copied if there is one. */
export function show(id: string, nodes: (Node | string)[]): void {
  byId(id).replaceChildren(...nodes);
  const button = document.querySelector<HTMLButtonElement>(`[data-copy=${id}]`);
  if (button !== null) {
    button.disabled = nodes.length === 0;
  }
}

// --- Parameters ---------------------------------------------------------------------------------------------------
// Each one in its own element, so that a long line can be read; the text in all is the exact value, to be selected and
// copied.

function parameters(value: string | undefined, separator = "&", equals = "="): Node[] {
  return (value?.split(separator) ?? []).map((parameter, index, all) => {
    const nameEnd = parameter.indexOf(equals);
    const valueStart = nameEnd + equals.length;
    const name = parameter.slice(0, nameEnd);
    const children = [
      span("parameter-name", [name]),
      span("equals", [equals]),
      span("parameter-value", [parameter.slice(valueStart)]),
    ];
    if (index < all.length - 1) {
      children.push(span("separator", [separator]));
    }
    return span(name === "Signature" ? "parameter signature" : "parameter", children);
  });
}

/** `GET&%2F&` and the canonical query, encoded: `&` has become `%26`, and `=` has become `%3D`. */
function stringToSign(value: string | undefined): Node[] {
  if (value === undefined) {
    return [];
  }
  const start = value.lastIndexOf("&") + 1;
  return [span("lead", [value.slice(0, start)]), ...parameters(value.slice(start), "%26", "%3D")];
}

function url(value: string | undefined): Node[] {
  if (value === undefined) {
    return [];
  }
  const start = value.indexOf("?") + 1 || value.length;
  return [span("lead", [value.slice(0, start)]), ...(start < value.length ? parameters(value.slice(start)) : [])];
}

function span(className: string, children: (Node | string)[]): HTMLElement {
  const element = document.createElement("span");
  element.className = className;
  element.append(...children);
  return element;
}

// --- Copying ------------------------------------------------------------------------------------------------------

/** The buttons that are answering at the moment, each with the timer that ends it. */
const answering = new Map<HTMLElement, number>();

/** Copies the text of an element, and lets the button that was pressed answer for a while. */
export async function copy(source: HTMLElement, button: HTMLElement, names: CopyNames): Promise<void> {
  const isCopied = await copyText(source);
  const t = names.texts();
  button.textContent = isCopied ? t.copied : t.copyFailed;
  announce(fill(isCopied ? t.announceCopied : t.announceCopyFailed, { what: names.what }));
  clearTimeout(answering.get(button));
  const end = () => {
    answering.delete(button);
    button.textContent = names.idle();
  };
  answering.set(button, setTimeout(end, ANSWER_MILLISECONDS));
}

/** What a copy button says. Functions, because the language may change while it answers. */
export interface CopyNames {
  /** The name of the value. */
  what: string;
  /** The button's own text. */
  idle: () => string;
  /** The page's texts. */
  texts: () => Texts;
}

async function copyText(source: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    // Without a secure context, or without permission, the older way may still work; if not, the text is at least
    // selected.
    selectAll(source);
    return document.execCommand("copy");
  }
}

/** Selects the whole of one value. */
export function selectAll(element: HTMLElement): void {
  getSelection()?.selectAllChildren(element);
}

function announce(text: string): void {
  const announcer = byId("announcer");
  announcer.textContent = "";
  // A screen reader speaks only of a change, and the same text may come twice.
  requestAnimationFrame(() => {
    announcer.textContent = text;
  });
}
