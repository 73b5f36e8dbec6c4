/** Elements: how they are found and made. */

/** The element with this ID, which index.html is known to have. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error(`index.html has no element "${id}"`);
  }
  return element as E;
}

/** A copy of what a `<template>` holds. */
export function fromTemplate(id: string): HTMLElement {
  const template = byId<HTMLTemplateElement>(id);
  return (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
}

/** An element with what is in it. */
export function element(
  name: string,
  { className = "", id = "" }: { className?: string; id?: string },
  children: (Node | string)[],
): HTMLElement {
  const result = document.createElement(name);
  if (className !== "") {
    result.className = className;
  }
  if (id !== "") {
    result.id = id;
  }
  result.append(...children);
  return result;
}

/** A text set as code. */
export function code(text: string, id = ""): HTMLElement {
  return element("code", { id }, [text]);
}

/** A drawing from the page's own set. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Replaces what is in an element, but leaves alone what has not changed, so that it is not read out again. */
export function replace(id: string, children: Element[]): void {
  const target = byId(id);
  const shown = [...target.children];
  if (children.length !== shown.length || !children.every((child, index) => child.isEqualNode(shown[index] ?? null))) {
    target.replaceChildren(...children);
  }
}
