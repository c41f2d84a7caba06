// Dialogs: the browser's own, which keep the focus inside and close with Escape.
import { html, useEffect, useRef, useState } from './html.js';
import { Failure, Toasts, useAttempt } from './parts.js';

function isBeside({ button, clientX, clientY }, dialog) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return button === 0 && (clientX < left || clientX > right || clientY < top || clientY > bottom);
}

/** @param kept whether only its own button closes it: what it shows cannot be had again, or is being done */
export function Dialog({ title, close, kept, children }) {
  const dialog = useRef();
  useEffect(() => {
    const shown = dialog.current;
    shown.showModal();
    shown.querySelector('.dialog :is(input, select, textarea, footer button)')?.focus();
    // However it goes away, the focus is given back to where it was.
    return () => shown.close();
  }, []);
  // Only a press that begins and ends beside it: neither a selection that ends there nor a pull at the scroll bar.
  const pressed = useRef(false);
  const press = (event) => (pressed.current = isBeside(event, dialog.current));
  const release = (event) => !kept && pressed.current && isBeside(event, dialog.current) && close();
  // Browsers let a second Escape through, whatever is said to the event that the first one leads to.
  const typed = (event) => kept && event.key === 'Escape' && event.preventDefault();
  return html`
    <dialog
      ref=${dialog}
      aria-label=${title}
      closedby=${kept ? 'none' : undefined}
      onClose=${close}
      onCancel=${(event) => kept && event.preventDefault()}
      onKeyDown=${typed}
      onPointerDown=${press}
      onPointerUp=${release}
    >
      <div class="dialog">
        <header>
          <h2>${title}</h2>
          ${!kept && html`<button type="button" class="quiet square" aria-label="Close" onClick=${close}>×</button>`}
        </header>
        ${children}
      </div>
      <${Toasts} />
    </dialog>
  `;
}

/** Asks before what cannot be undone; for the worst, by having its name typed. */
export function Confirm({ title, detail, action, typed, run, close }) {
  const [text, setText] = useState('');
  const { busy, problem, attempt } = useAttempt();
  const submit = (event) => {
    event.preventDefault();
    attempt(async () => {
      await run();
      close();
    });
  };
  return html`
    <${Dialog} title=${title} close=${close} kept=${busy}>
      <form onSubmit=${submit}>
        <p>${detail}</p>
        ${typed &&
        html`
          <label>
            <span>Type <code>${typed}</code> to confirm</span>
            <input value=${text} onInput=${(event) => setText(event.target.value)} autocomplete="off" spellcheck="false" />
          </label>
        `}
        ${problem && html`<${Failure} problem=${problem} />`}
        <footer>
          <button type="button" disabled=${busy} onClick=${close}>Keep it</button>
          <button class="danger" disabled=${busy || (typed && text !== typed)}>${action}</button>
        </footer>
      </form>
    <//>
  `;
}
