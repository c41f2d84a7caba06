// A version that serves a part of the requests beside the one that is deployed.
import { html, useState } from './html.js';
import { ifMatch, ofFunction, send, sendJson } from './api.js';
import { session } from './session.js';
import { age, number, percent, rate, visible } from './format.js';
import { Badge, Card, Conflict, say, sayProblem, useAttempt } from './parts.js';
import { Dialog } from './confirm.js';

const ENDED = {
  promoted: 'was promoted',
  aborted: 'was ended',
  'rolled-back': 'was rolled back',
  replaced: 'was replaced',
};

/** The one that runs, or how the last one ended. @param tag holds that of the deployment as it is shown */
export function Rollout({ it, rollout, tag, changed }) {
  const { busy, attempt } = useAttempt(sayProblem);
  const canary = ofFunction(it.tenant, it.function, 'deployment', 'canary');
  const end = (method, path, words) =>
    attempt(async () => {
      try {
        changed(await send(method, path, { headers: ifMatch(tag.current) }));
        say(words);
      } catch (problem) {
        changed();
        throw problem;
      }
    });
  const counted = html`
    ${number(rollout.requests)} requests, ${number(rollout.failed)} failed (${percent(rollout.failed, rollout.requests)})
  `;
  if (rollout.state !== 'running') {
    return html`
      <${Card}>
        <p>
          <${Badge} kind=${rollout.state === 'promoted' ? 'good' : 'warn'}>${rollout.state}<//>${' '}
          ${rollout.kind === 'canary' ? 'Canary' : 'Activation'} of version ${rollout.version} ${ENDED[rollout.state]}
          ${' '}after ${counted}.
        </p>
        ${rollout.why && html`<p class="muted">${visible(rollout.why)}</p>`}
      <//>
    `;
  }
  const rule = rollout.rollback;
  return html`
    <${Card}>
      <div class="rollout">
        <div>
          <p>
            <${Badge} kind="cold">${rollout.kind === 'canary' ? `canary · ${rollout.percent}%` : 'watched'}<//>${' '}
            Version ${rollout.version}
            ${rollout.kind === 'canary' ? ` beside version ${rollout.before}` : ` since ${age(Date.now() - Date.parse(rollout.began))}`}: ${counted}
          </p>
          ${rule &&
          html`<p class="muted small">
            Goes back by itself
            ${rule.error_rate !== undefined && ` beyond ${rate(rule.error_rate)} errors`}
            ${rule.error_rate !== undefined && rule.p99_us !== undefined && ' or'}
            ${rule.p99_us !== undefined && ` when the p99 is over ${rule.p99_us / 1000} ms`}.
          </p>`}
          ${rollout.kind === 'canary' &&
          html`<div class="share" role="img" aria-label=${`${rollout.percent}% of requests`}>
            <i style=${{ width: `${rollout.percent}%` }}></i>
          </div>`}
        </div>
        ${rollout.kind === 'canary' &&
        session.can('deploy') &&
        html`<div class="actions">
          <button
            disabled=${busy}
            onClick=${() => end('DELETE', canary, `Version ${rollout.before} serves all requests again.`)}
          >
            End the canary
          </button>
          <button
            class="primary"
            disabled=${busy}
            onClick=${() => end('POST', `${canary}/promotion`, `Version ${rollout.version} serves all requests now.`)}
          >
            Promote version ${rollout.version}
          </button>
        </div>`}
      </div>
    <//>
  `;
}

/**
 * Asks how much of the requests a version is to have, and when it is to be taken back.
 *
 * @param watched whether a rule watches the deployed version, whose place it takes
 */
export function TryDialog({ it, version, watched, tag, changed, close }) {
  // Of when the dialog was opened: what serves meanwhile is not what was decided on.
  const [known] = useState(tag.current);
  const [share, setShare] = useState('5');
  const [sticky, setSticky] = useState(true);
  const [errors, setErrors] = useState('5');
  const [slow, setSlow] = useState('');
  const { busy, problem, attempt } = useAttempt();
  const submit = (event) => {
    event.preventDefault();
    const rule = {
      ...(errors ? { error_rate: Number(errors) / 100 } : {}),
      ...(slow ? { p99_us: Math.round(Number(slow) * 1000) } : {}),
    };
    attempt(async () => {
      const canary = ofFunction(it.tenant, it.function, 'deployment', 'canary');
      const wanted = {
        version,
        percent: Number(share),
        ...(sticky ? { sticky: 'cookie' } : {}),
        ...(Object.keys(rule).length > 0 ? { rollback: rule } : {}),
      };
      const answer = await sendJson('PUT', watched ? `${canary}?replace_rule=true` : canary, wanted, ifMatch(known));
      close();
      say(`Version ${version} has ${share}% of the requests now.`);
      changed(answer);
    });
  };
  const figure = (label, value, set, more) => html`
    <label>
      <span>${label}</span>
      <input type="number" step="any" min="0" value=${value} onInput=${(event) => set(event.target.value)} ...${more} />
    </label>
  `;
  return html`
    <${Dialog} title=${`Try version ${version}`} close=${close} kept=${busy}>
      <form onSubmit=${submit}>
        <p class="muted">It serves a part of the requests beside version ${it.active}.</p>
        ${watched && html`<p>The rule that watches version ${it.active} ends with it: that is not taken back any more.</p>`}
        ${figure('Part of the requests, in percent', share, setShare, { max: 100, required: true })}
        <label class="check">
          <input type="checkbox" checked=${sticky} onChange=${(event) => setSticky(event.target.checked)} />
          <span>A browser stays with the version that it got (by a cookie)</span>
        </label>
        <div class="pair">
          ${figure('Take it back beyond errors, in percent', errors, setErrors, { max: 100, placeholder: 'never' })}
          ${figure('… or a p99 beyond, in milliseconds', slow, setSlow, { placeholder: 'never' })}
        </div>
        ${problem && html`<${Conflict} problem=${problem} anew=${() => (changed(), close())} />`}
        <footer>
          <button type="button" onClick=${close}>Cancel</button>
          <button class="primary" disabled=${busy}>Try it</button>
        </footer>
      </form>
    <//>
  `;
}
