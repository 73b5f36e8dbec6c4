/** Light, dark, or as the system has it. */

const STORAGE_KEY = "theme";

export type Theme = "system" | "light" | "dark";

const GROUNDS = { light: "#ffffff", dark: "#14171c" };

export function isTheme(text: string | null | undefined): text is Theme {
  return text === "system" || text === "light" || text === "dark";
}

/** The theme that was chosen before; else the system's. */
export function firstTheme(): Theme {
  try {
    const remembered = localStorage.getItem(STORAGE_KEY);
    return isTheme(remembered) ? remembered : "system";
  } catch {
    return "system";
  }
}

/** Shows the page in a theme. */
export function showTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
  }
  // The browser's own bars.
  for (const meta of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")) {
    const ofSystem = meta.media.includes("dark") ? "dark" : "light";
    meta.content = GROUNDS[theme === "system" ? ofSystem : theme];
  }
}

/** Keeps the choice for the next visit. */
export function rememberTheme(theme: Theme): void {
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // Storage can be switched off; then the choice lasts as long as the page.
  }
}
