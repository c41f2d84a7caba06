// Light or dark: as the system has it, until somebody chooses.
import { html, useEffect, useState } from './html.js';

const KEY = 'verge.theme';
const NEXT = { auto: 'light', light: 'dark', dark: 'auto' };
const NAMES = { auto: 'as the system', light: 'light', dark: 'dark' };
const SIGNS = { auto: '◐', light: '○', dark: '●' };

function chosen() {
  const theme = localStorage.getItem(KEY);
  return theme in NEXT ? theme : 'auto';
}

function apply(theme) {
  document.documentElement.dataset.theme = theme;
  dispatchEvent(new Event('verge-theme'));
}

export function ThemeSwitch() {
  const [theme, setTheme] = useState(chosen);
  useEffect(() => {
    localStorage.setItem(KEY, theme);
    apply(theme);
  }, [theme]);
  return html`
    <button
      class="quiet square"
      onClick=${() => setTheme(NEXT[theme])}
      aria-label=${`Colours: ${NAMES[theme]}. Change to ${NAMES[NEXT[theme]]}.`}
      title=${`Colours: ${NAMES[theme]}`}
    >
      <span aria-hidden="true">${SIGNS[theme]}</span>
    </button>
  `;
}

/** A number that changes whenever the colours do, for what is drawn with them. */
export function useColours() {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const changed = () => setChanges((before) => before + 1);
    const system = matchMedia('(prefers-color-scheme: dark)');
    addEventListener('verge-theme', changed);
    system.addEventListener('change', changed);
    return () => {
      removeEventListener('verge-theme', changed);
      system.removeEventListener('change', changed);
    };
  }, []);
  return changes;
}

/** What a colour of the style sheet is now, for a canvas. */
export function colour(name) {
  const probe = document.createElement('i');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

apply(chosen());
