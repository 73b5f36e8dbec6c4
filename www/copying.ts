/** Buttons that copy, and say that they have. */

import { byId } from "./dom.js";
import { fill } from "./language.js";
import type { Texts } from "./texts.js";

/** How long a copy button says that it has copied. */
const ANSWER_MILLISECONDS = 1600;

/** The buttons that are answering at the moment, each with the timer that ends it. */
const answering = new Map<HTMLElement, number>();

/** What a copy button says. Functions, because the language may change while it answers. */
export interface CopyNames {
  /** The name of the value. */
  what: string;
  /** The button's own text. */
  idle: () => string;
  /** The page's texts. */
  texts: () => Texts;
}

/** Copies a text, and lets the button that was pressed answer for a while. `shown` is selected where that fails. */
export async function copy(text: string, shown: HTMLElement, button: HTMLElement, names: CopyNames): Promise<void> {
  const isCopied = await copyText(text, shown);
  const t = names.texts();
  answer(button, isCopied ? t.copied : t.copyFailed, names.idle);
  announce(fill(isCopied ? t.announceCopied : t.announceCopyFailed, { what: names.what }));
}

/** Lets a button say something else for a while. */
export function answer(button: HTMLElement, text: string, idle: () => string): void {
  button.textContent = text;
  clearTimeout(answering.get(button));
  const end = () => {
    answering.delete(button);
    button.textContent = idle();
  };
  answering.set(button, setTimeout(end, ANSWER_MILLISECONDS));
}

/** Whether a text could be put into the clipboard. */
export async function copyText(text: string, shown?: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without a secure context, or without permission, the older way may still work; if not, the text is at least
    // selected.
    if (shown === undefined || shown.textContent !== text) {
      return false;
    }
    selectAll(shown);
    return document.execCommand("copy");
  }
}

/** Selects the whole of one value. */
export function selectAll(element: HTMLElement): void {
  getSelection()?.selectAllChildren(element);
}

/** Has a screen reader say something. */
export function announce(text: string): void {
  const announcer = byId("announcer");
  announcer.textContent = "";
  // A screen reader speaks only of a change, and the same text may come twice.
  requestAnimationFrame(() => {
    announcer.textContent = text;
  });
}
