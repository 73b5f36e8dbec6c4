/** The request, taken away: which form of it is in view, and its text. */

import type { SignedRequest } from "ecs-image-pipeline";
import { byId } from "./dom.js";
import type { Entered } from "./form.js";
import { setText } from "./language.js";
import { aboutSnippet, isUrlWhole, type Snippet, takesCredentials, writeSnippet } from "./snippets.js";
import { show } from "./steps.js";
import type { Texts } from "./texts.js";

let chosen: Snippet = "url";

/** Brings a form into view. */
export function chooseSnippet(snippet: Snippet): void {
  chosen = snippet;
}

/** Shows the form in view. */
export function showSnippet(signed: SignedRequest | undefined, entered: Entered, t: Texts): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-snippet]")) {
    button.setAttribute("aria-pressed", String(button.dataset.snippet === chosen));
  }
  const literal = byId<HTMLInputElement>("literal");
  literal.disabled = !takesCredentials(chosen);
  const about = aboutSnippet(chosen, isUrlWhole({ entered }), t);
  const hint = byId("snippet-hint");
  if (hint.textContent !== about.replaceAll("`", "")) {
    setText(hint, about);
  }
  const isLiteral = literal.checked && !literal.disabled;
  const text =
    signed === undefined
      ? ""
      : writeSnippet(chosen, { signed, entered, endpoint: new URL(signed.url).origin, isLiteral });
  const target = byId("out-snippet");
  if (target.textContent !== text) {
    target.textContent = text;
  }
  show("out-snippet", text !== "");
}
