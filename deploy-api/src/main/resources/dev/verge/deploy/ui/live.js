// The line above what is live: whether it is, and stopping it for a while.
import { html } from './html.js';

const WORDS = {
  live: 'Live',
  connecting: 'Connecting…',
  waiting: 'Not connected; trying again…',
  refused: 'Ended',
};

export function Live({ state, paused, setPaused, clear }) {
  const shown = paused && state === 'live' ? 'Paused' : WORDS[state];
  return html`
    <span class="live" data-state=${paused && state === 'live' ? 'paused' : state} role="status"><i aria-hidden="true"></i>${shown}</span>
    <button class="small" onClick=${() => setPaused(!paused)}>${paused ? 'Go on' : 'Pause'}</button>
    <button class="small quiet" onClick=${clear}>Clear</button>
  `;
}
