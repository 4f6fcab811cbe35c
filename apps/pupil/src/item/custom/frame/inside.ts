/**
 * Inside the frame: loads the modules, makes the interaction, and says what it answers. This code and the module are one
 * realm, so the player believes nothing that comes from here; what is checked here keeps a sound module sound.
 *
 * The document has an opaque origin and a policy without any network (`stage.ts`), but no policy knows WebRTC: its
 * constructors go before anything else runs, and no other realm can be had from here, since a frame in this one is opaque
 * to it.
 */
import type { ResponseValue } from '@cloison/qti/delivery';
import { type FromModule, parseToModule, type Start, VERSION } from '../messages.ts';
import { AmdModules } from './amd-modules.ts';
import { appendMarkup } from './markup.ts';
import { jsonOfResponse, responseOfJson } from './response-json.ts';

for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'mozRTCPeerConnection', 'RTCDataChannel'])
  Reflect.deleteProperty(globalThis, name);

/** "Portable Custom Interaction" 1.0. */
interface Instance {
  getResponse?(): unknown;
  getState?(): unknown;
  oncompleted?(): void;
}
interface Registered {
  readonly typeIdentifier?: string;
  getInstance(dom: Element, configuration: unknown, state: unknown): Instance | undefined;
}

const SEND_MS = 20;
/** For modules that do not say when they change. */
const LOOK_MS = 1_000;
const CHANGES = ['input', 'change', 'click', 'keyup', 'pointerup', 'drop', 'qti-interaction-changed'];

addEventListener('message', function opened(event) {
  const [port] = event.ports;
  if (event.source !== parent || port === undefined) return;
  removeEventListener('message', opened);
  const say = (message: FromModule) => port.postMessage({ v: VERSION, ...message });
  let started: Running | null = null;
  port.onmessage = ({ data }) => {
    const said = parseToModule(data);
    if (said === null) return;
    switch (said.kind) {
      case 'start':
        if (started !== null) return;
        started = new Running(said, say);
        started.run().catch((error: unknown) => {
          console.error(error);
          say({ kind: 'failed' });
        });
        return;
      case 'ping':
        say({ kind: 'pong', n: said.n });
        return;
      case 'focus':
        focusFirst();
        return;
    }
  };
});

class Running {
  readonly #start: Start;
  readonly #say: (message: FromModule) => void;
  readonly #registered: Registered[] = [];
  #instance: Instance | null = null;
  #isReady = false;
  #sent: string;
  #due: ReturnType<typeof setTimeout> | null = null;
  #height = 0;

  constructor(start: Start, say: (message: FromModule) => void) {
    this.#start = start;
    this.#say = say;
    this.#sent = JSON.stringify([start.value, start.state]);
  }

  async run(): Promise<void> {
    const { module, typeIdentifier, scripts, markup, language, title } = this.#start;
    document.documentElement.lang = language;
    document.title = title;
    dress(this.#start);
    const urls = new Map(
      Object.entries(this.#start.files).map(([path, blob]) => [path, URL.createObjectURL(blob)] as const),
    );
    const dom = document.createElement('div');
    dom.className = 'qti-interaction-markup';
    appendMarkup(dom, markup, (path) => urls.get(path) ?? null);
    document.body.append(dom);
    addEventListener('error', () => this.#threw());
    addEventListener('unhandledrejection', () => this.#threw());

    const context = {
      register: (one: Registered) => void this.#registered.push(one),
      notifyReady: (instance: Instance) => this.#ready(instance),
      notifyDone: () => this.#send(),
    };
    const modules = new AmdModules({ qtiCustomInteractionContext: context });
    Object.assign(globalThis, {
      define: modules.define,
      require: modules.require,
      requirejs: modules.require,
      qtiCustomInteractionContext: context,
    });
    for (const { module: id, source } of scripts) {
      modules.running = id;
      await runScript(source);
    }
    modules.running = '';
    const exported = scripts.some((one) => one.module === module) ? modules.make(module) : null;
    const found =
      this.#registered.find((one) => one.typeIdentifier === typeIdentifier) ??
      this.#registered.at(-1) ??
      (exported as Registered | null);
    if (typeof found?.getInstance !== 'function') throw new Error('the module registers no interaction');
    const made = found.getInstance(dom, this.#configuration(), stateOf(this.#start.state));
    if (made !== undefined && !this.#isReady) this.#ready(made);
  }

  #configuration(): Readonly<Record<string, unknown>> {
    const { properties, response, value, readOnly } = this.#start;
    return {
      // As `dataset` has them: data-start-at is startAt.
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, text]) => [
          name.replace(/^data-/, '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
          text,
        ]),
      ),
      templateVariables: {},
      contextVariables: {},
      boundTo: { [response.id]: jsonOfResponse(value, response) },
      responseIdentifier: response.id,
      status: readOnly ? 'closed' : 'interacting',
      onready: (instance: Instance) => this.#ready(instance),
      ondone: () => this.#send(),
    };
  }

  #ready(instance: Instance): void {
    this.#instance = instance;
    if (this.#isReady) return;
    this.#isReady = true;
    this.#say({ kind: 'ready' });
    const size = () => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      if (height === this.#height) return;
      this.#height = height;
      this.#say({ kind: 'size', height });
    };
    new ResizeObserver(size).observe(document.body);
    size();
    for (const type of CHANGES) addEventListener(type, () => this.#sendSoon(), { capture: true });
    for (const type of ['blur', 'pagehide']) addEventListener(type, () => this.#send());
    addEventListener('keydown', (event) => this.#leaveOn(event), { capture: true });
    setInterval(() => this.#send(), LOOK_MS);
  }

  #sendSoon(): void {
    this.#due ??= setTimeout(() => this.#send(), SEND_MS);
  }

  #send(): void {
    if (this.#due !== null) clearTimeout(this.#due);
    this.#due = null;
    const { response, maxState } = this.#start;
    let value: ResponseValue;
    let state: string | null;
    try {
      value = responseOfJson(this.#instance?.getResponse?.(), response);
      state = textOf(this.#instance?.getState?.());
    } catch (error) {
      console.error(error);
      this.#threw();
      return;
    }
    if (state !== null && state.length > maxState) {
      console.warn(`the state has ${state.length} characters, and the item keeps ${maxState}`);
      state = null;
    }
    const sent = JSON.stringify([value, state]);
    if (sent === this.#sent) return;
    this.#sent = sent;
    this.#say({ kind: 'answer', value, state });
  }

  /** Escape leaves, and so does Tab where the module keeps it without moving the focus. */
  #leaveOn(event: KeyboardEvent): void {
    const { key, shiftKey } = event;
    if (key === 'Escape') {
      this.#say({ kind: 'leave', forward: true });
      return;
    }
    if (key !== 'Tab') return;
    const before = document.activeElement;
    setTimeout(() => {
      if (event.defaultPrevented && document.activeElement === before && document.hasFocus())
        this.#say({ kind: 'leave', forward: !shiftKey });
    });
  }

  #threw(): void {
    this.#say({ kind: this.#isReady ? 'fault' : 'failed' });
  }
}

function runScript(source: string): Promise<void> {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const script = document.createElement('script');
  return new Promise<void>((resolve, reject) => {
    script.onload = () => resolve();
    script.onerror = () => reject(new Error('a script was not run'));
    script.src = url;
    document.head.append(script);
  }).finally(() => URL.revokeObjectURL(url));
}

function stateOf(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON writes controls and halves of pairs as escapes, but for those above ASCII. */
function textOf(state: unknown): string | null {
  if (state === undefined || state === null || state === '') return null;
  return JSON.stringify(state).replace(
    /[\u007f-\u009f]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function dress({ look }: Start): void {
  const sheet = document.createElement('style');
  sheet.textContent = `:root { color-scheme: ${look.isDark ? 'dark' : 'light'}; font-size: ${look.fontSize}px; --ink: ${look.ink}; --paper: ${look.paper}; --accent: ${look.accent}; --line: ${look.line}; }
body { margin: 0; padding: 12px; color: var(--ink); background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }`;
  document.head.append(sheet);
}

function focusFirst(): void {
  const first = document.querySelector<HTMLElement>(
    'button, input, select, textarea, a[href], [tabindex]:not([tabindex="-1"])',
  );
  (first ?? document.body).focus();
}
