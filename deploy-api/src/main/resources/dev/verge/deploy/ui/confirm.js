// Dialogs: the browser's own, which keep the focus inside and close with Escape.
import { html, useEffect, useRef, useState } from './html.js';
import { Failure, useAttempt } from './parts.js';

/** @param kept whether only its own button closes it, since what it shows cannot be had again */
export function Dialog({ title, close, kept, children }) {
  const dialog = useRef();
  useEffect(() => {
    const shown = dialog.current;
    shown.showModal();
    shown.querySelector('.dialog :is(input, select, textarea, footer button)')?.focus();
    // However it goes away, the focus is given back to where it was.
    return () => shown.close();
  }, []);
  // Where the pointer went down counts: a selection that ends beside the dialog is no click beside it.
  const beside = (event) => !kept && event.target === dialog.current && close();
  return html`
    <dialog ref=${dialog} aria-label=${title} onClose=${close} onCancel=${(event) => kept && event.preventDefault()} onPointerDown=${beside}>
      <div class="dialog">
        <header>
          <h2>${title}</h2>
          ${!kept && html`<button type="button" class="quiet square" aria-label="Close" onClick=${close}>×</button>`}
        </header>
        ${children}
      </div>
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
    <${Dialog} title=${title} close=${close}>
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
          <button type="button" onClick=${close}>Keep it</button>
          <button class="danger" disabled=${busy || (typed && text !== typed)}>${action}</button>
        </footer>
      </form>
    <//>
  `;
}
