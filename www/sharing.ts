/** The URL: it follows what is in the form, and what it brings is put into the form. */

import { ENTRY } from "./catalogue.js";
import { byId } from "./dom.js";
import { FIELDS, type Filling, readForm } from "./form.js";
import { choose, type Shareable, writeFragment } from "./fragment.js";
import { shownTab } from "./tabs.js";

/** How long nothing is typed before the URL follows. Browsers refuse to change it too often. */
const QUIET_MILLISECONDS = 400;

let timer = 0;

/** The fragment that the page has written or read last. */
let known = location.hash;

/** Everything that is in the form, and what of it must not get out. */
function everything(): Shareable {
  const { request, credentials } = readForm();
  const fields: Filling["fields"] = {};
  for (const id of FIELDS) {
    // Credentials are no candidates at all.
    if (id !== "accessKeyId" && id !== "accessKeySecret" && id !== "securityToken") {
      fields[id] = byId<HTMLInputElement>(id).value;
    }
  }
  const pairs = (tags = request.tag) => (tags ?? []).map(({ key, value }) => [key, value ?? ""] as const);
  const secrets = [credentials.accessKeyId, credentials.accessKeySecret, credentials.securityToken ?? ""];
  return { tab: shownTab(), filling: { fields, tag: pairs(), templateTag: pairs(request.templateTag ?? []) }, secrets };
}

/** The fragment of the moment, and the fields that are left out of it. */
export async function currentFragment(): Promise<{ fragment: string; left: string[] }> {
  const { state, left } = choose(everything());
  return { fragment: await writeFragment(state), left };
}

/** Has the URL follow, as soon as nothing more is typed. */
export function follow(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void followNow(), QUIET_MILLISECONDS);
}

async function followNow(): Promise<void> {
  put((await currentFragment()).fragment);
}

/** Puts a fragment into the URL, in the place of the one that is there: going back leaves the page. */
export function put(fragment: string): void {
  clearTimeout(timer);
  known = fragment;
  history.replaceState(null, "", fragment === "" ? location.pathname + location.search : fragment);
}

/** Whether the URL's fragment is one that the page has not seen. */
export function isNewFragment(): boolean {
  const isNew = location.hash !== known;
  known = location.hash;
  return isNew;
}

/** The code that a fragment names. */
export function codeIn(fragment: string): string | undefined {
  try {
    return fragment.startsWith(ENTRY) ? decodeURIComponent(fragment.slice(ENTRY.length)) : undefined;
  } catch {
    return undefined;
  }
}
