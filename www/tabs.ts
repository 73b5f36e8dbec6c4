/** The parts of the page, one of them in view. */

import { byId } from "./dom.js";

export const TABS = ["sign", "repair", "policy", "errors"] as const;
export type Tab = (typeof TABS)[number];

export function isTab(text: unknown): text is Tab {
  return TABS.some((tab) => tab === text);
}

/** The part in view. */
export function shownTab(): Tab {
  return TABS.find((tab) => !byId(`panel-${tab}`).hidden) ?? "sign";
}

/** Brings a part into view. */
export function showTab(next: Tab): void {
  for (const tab of TABS) {
    const button = byId(`tab-${tab}`);
    button.setAttribute("aria-selected", String(tab === next));
    button.tabIndex = tab === next ? 0 : -1;
    byId(`panel-${tab}`).hidden = tab !== next;
  }
}

/** Which part a key leads to, from the one whose tab has the focus. */
export function tabOfKey(key: string): Tab | undefined {
  const index = TABS.indexOf(shownTab());
  const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: -1 }[key];
  return next === undefined ? undefined : TABS.at(next % TABS.length);
}
