/**
 * Parameters in the steps of the signature: each in an element of its own, in the colour and the underline of its kind, so
 * that it can be followed from step to step. The text in all is the exact value, to be selected and copied.
 */

/** What a parameter is for. */
export type Kind = "request" | "tag" | "signing" | "identity";

/** A stretch of a value: a parameter, or what stands between parameters. */
export interface Part {
  /** The parameter's name; empty for what is none. */
  name: string;
  /** What is shown of the name, of what separates it from the value, and of the value. */
  texts: [name: string, equals: string, value: string];
  /** What stands behind it. */
  separator: string;
}

const IDENTITY = new Set(["AccessKeyId", "SecurityToken", "Signature", "x-acs-security-token", "authorization"]);
const REQUEST = new Set([
  "RegionId",
  "ImagePipelineId",
  "ClientToken",
  "OwnerAccount",
  "OwnerId",
  "ResourceOwnerAccount",
  "ResourceOwnerId",
]);

/** What a parameter is for, by its name. */
export function kindOf(name: string): Kind {
  if (/^(Template)?Tag\./.test(name)) {
    return "tag";
  }
  return IDENTITY.has(name) ? "identity" : REQUEST.has(name) ? "request" : "signing";
}

/** Cuts a query into its parameters. */
export function cut(query: string, separator = "&", equals = "="): Part[] {
  if (query === "") {
    return [];
  }
  return query.split(separator).map((parameter, index, all) => {
    const end = parameter.indexOf(equals);
    const name = parameter.slice(0, end);
    return {
      name: decoded(name),
      texts: [name, equals, parameter.slice(end + equals.length)],
      separator: index < all.length - 1 ? separator : "",
    };
  });
}

/** A stretch that is no parameter. */
export function plainText(text: string): Part {
  return { name: "", texts: ["", "", text], separator: "" };
}

/** A header, on a line of its own. */
export function headerLine(line: string): Part {
  const colon = line.indexOf(":");
  return { name: line.slice(0, colon), texts: [line.slice(0, colon), ":", line.slice(colon + 1)], separator: "\n" };
}

/** Undoes percent-encoding, once. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What is shown in an element at the moment: its layout, and the texts in it that change with each key press. */
const shown = new WeakMap<HTMLElement, { layout: string; values: Text[] }>();

/** Shows parts in an element. Where only values have changed, only those are touched: that is most of a key press. */
export function showParts(target: HTMLElement, parts: Part[]): void {
  const layout = parts.map(({ texts: [name, equals], separator }) => name + equals + separator).join("\0");
  const known = shown.get(target);
  if (known?.layout === layout && known.values.length === parts.length) {
    parts.forEach(({ texts: [, , value] }, index) => {
      const node = known.values[index];
      if (node !== undefined && node.data !== value) {
        node.data = value;
      }
    });
    return;
  }
  const values: Text[] = [];
  target.replaceChildren(...parts.map((part) => partElement(part, values)));
  shown.set(target, { layout, values });
}

function partElement({ name, texts: [shownName, equals, value], separator }: Part, values: Text[]): Node {
  const valueText = document.createTextNode(value);
  values.push(valueText);
  if (name === "") {
    const lead = span("lead", shownName);
    lead.append(valueText);
    return lead;
  }
  const result = span("parameter");
  result.dataset.parameter = name;
  result.dataset.kind = kindOf(name);
  const valueElement = span("parameter-value");
  valueElement.append(valueText);
  result.append(span("parameter-name", shownName), span("equals", equals), valueElement);
  if (separator !== "") {
    result.append(span("separator", separator));
  }
  return result;
}

function span(className: string, text?: string): HTMLElement {
  const element = document.createElement("span");
  element.className = className;
  if (text !== undefined) {
    element.textContent = text;
  }
  return element;
}

// --- The one that is followed -------------------------------------------------------------------------------------

/** The parameter whose name was pressed. */
let pinned: string | undefined;
let lit: string | undefined;

/** Lights one parameter up in every step; without a name, the one that was pressed. */
export function light(name: string | undefined): void {
  const next = name ?? pinned;
  if (next === lit) {
    return;
  }
  lit = next;
  relight();
}

/** Lights the same parameter up once more, in elements that were made anew. */
export function relight(): void {
  for (const element of document.querySelectorAll("#steps .lit")) {
    element.classList.remove("lit");
  }
  if (lit !== undefined) {
    for (const element of document.querySelectorAll(`#steps [data-parameter="${CSS.escape(lit)}"]`)) {
      element.classList.add("lit");
    }
  }
}

/** Keeps a parameter lit, or lets it go. */
export function pin(name: string): void {
  pinned = pinned === name ? undefined : name;
  for (const button of document.querySelectorAll<HTMLElement>("#parameter-rows button")) {
    button.setAttribute("aria-pressed", String(button.dataset.parameter === pinned));
  }
  lit = undefined;
  light(name);
}

/** Whether a parameter was pressed. */
export function isPinned(name: string): boolean {
  return pinned === name;
}
