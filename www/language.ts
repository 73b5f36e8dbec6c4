/** Which language the page speaks, and how a text gets into an element. */

import type { Language, TextKey, Texts } from "./texts.js";

const STORAGE_KEY = "language";

/** The language that was chosen before; else the first of the browser's that the page speaks; else English. */
export function firstLanguage(): Language {
  const wanted = [remembered(), ...navigator.languages].map((tag) => tag?.slice(0, 2).toLowerCase());
  return wanted.find((tag): tag is Language => tag === "en" || tag === "zh") ?? "en";
}

/** Keeps the choice for the next visit. It and the theme are the only things that the page stores. */
export function remember(language: Language): void {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Storage can be switched off; then the choice lasts as long as the page.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

/**
 * Puts the page's texts into each element below `root` that names one: `data-text` for what is in it, `data-label` for
 * its accessible name, `data-hint` for what a pointer is told, `data-placeholder` for what an empty input shows.
 */
export function applyTexts(root: ParentNode, t: Texts): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-text]")) {
    setText(element, t[element.dataset.text as TextKey]);
  }
  for (const element of root.querySelectorAll<HTMLElement>("[data-label]")) {
    element.setAttribute("aria-label", t[element.dataset.label as TextKey]);
  }
  for (const element of root.querySelectorAll<HTMLInputElement>("[data-placeholder]")) {
    element.placeholder = t[element.dataset.placeholder as TextKey];
  }
  for (const element of root.querySelectorAll<HTMLElement>("[data-hint]")) {
    element.title = t[element.dataset.hint as TextKey];
  }
}

/** Replaces what is in an element by a text, whose parts between backticks become code. */
export function setText(element: Element, text: string): void {
  element.replaceChildren(...richText(text));
}

/** A text as nodes, its parts between backticks as code. */
export function richText(text: string): Node[] {
  return text.split("`").map((part, index) => {
    if (index % 2 === 0) {
      return document.createTextNode(part);
    }
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });
}

/** Fills in each `{name}` of a text. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}

/** A text with elements in the place of one `{name}`. */
export function around(text: string, name: string, inner: (Node | string)[]): (Node | string)[] {
  const [before = "", after = ""] = text.split(`{${name}}`);
  return [before, ...inner, after];
}
