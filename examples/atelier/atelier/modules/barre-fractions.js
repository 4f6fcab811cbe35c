/*
 * Une barre que l'on partage et que l'on colorie : interaction sur mesure (QTI 3, Portable Custom Interaction 1.0).
 * A bar to cut and colour: the response is the coloured part of the bar, a float; the state is which parts are coloured.
 *
 * Properties: data-parts (parts at first), data-max-parts. No library, no network. Licence: EUPL-1.2.
 */
define(['qtiCustomInteractionContext'], (context) => {
  const WORDS = {
    fr: {
      bar: 'La barre',
      more: 'Partager en plus de parts',
      fewer: 'Partager en moins de parts',
      parts: (n) => (n === 1 ? 'Une seule part' : `${n} parts égales`),
      part: (i, n, isFull) => `Part ${i} sur ${n}, ${isFull ? 'coloriée' : 'vide'}`,
      said: (full, n) => `${full} sur ${n}`,
    },
    en: {
      bar: 'The bar',
      more: 'Cut into more parts',
      fewer: 'Cut into fewer parts',
      parts: (n) => (n === 1 ? 'A single part' : `${n} equal parts`),
      part: (i, n, isFull) => `Part ${i} of ${n}, ${isFull ? 'coloured' : 'empty'}`,
      said: (full, n) => `${full} of ${n}`,
    },
  };
  const STYLE = `
    .bar-tools { display: flex; flex-wrap: wrap; align-items: center; gap: 12px; margin-block-end: 12px; }
    .bar-tools button { min-width: 44px; min-height: 44px; font: inherit; font-weight: 700; color: var(--ink);
      background: var(--paper); border: 2px solid var(--line); border-radius: 8px; cursor: pointer; }
    .bar-tools button:disabled { opacity: 0.5; cursor: default; }
    .bar { display: flex; gap: 0; border: 2px solid var(--ink); border-radius: 8px; overflow: hidden; }
    .bar button { flex: 1 1 0; min-width: 0; min-height: 72px; padding: 0; border: 0; border-inline-end: 2px solid var(--ink);
      background: var(--paper); cursor: pointer; }
    .bar button:last-child { border-inline-end: 0; }
    .bar button[aria-pressed="true"] { background: var(--accent);
      background-image: repeating-linear-gradient(45deg, transparent 0 10px, rgb(255 255 255 / 25%) 10px 14px); }
    .bar button:focus-visible { outline: 3px solid var(--accent); outline-offset: -6px; box-shadow: inset 0 0 0 3px var(--paper); }
    .bar-said { min-height: 1.5em; margin: 12px 0 0; }`;

  class FractionBar {
    constructor(dom, configuration, state) {
      const { properties, boundTo, responseIdentifier, status } = configuration;
      this.dom = dom;
      this.words = WORDS[document.documentElement.lang.slice(0, 2)] ?? WORDS.fr;
      this.max = Number(properties.maxParts ?? 12);
      this.isClosed = status === 'closed';
      const held = boundTo?.[responseIdentifier]?.base?.float ?? null;
      this.full = Array.isArray(state?.full)
        ? state.full.map(Boolean)
        : new Array(Number(properties.parts ?? 4)).fill(false);
      // Without a state (another player wrote the response): the same part of the bar.
      if (state === undefined && held !== null)
        this.full = this.full.map((_, i) => i < Math.round(held * this.full.length));
      this.isTouched = held !== null;
      this.build();
    }

    build() {
      const { words } = this;
      const style = document.createElement('style');
      style.textContent = STYLE;
      this.fewer = this.button('−', words.fewer, () => this.cut(this.full.length - 1));
      this.more = this.button('+', words.more, () => this.cut(this.full.length + 1));
      this.count = document.createElement('span');
      const tools = document.createElement('div');
      tools.className = 'bar-tools';
      tools.append(this.fewer, this.more, this.count);
      this.bar = document.createElement('div');
      this.bar.className = 'bar';
      this.bar.setAttribute('role', 'group');
      this.bar.setAttribute('aria-label', words.bar);
      this.said = document.createElement('p');
      this.said.className = 'bar-said';
      this.said.setAttribute('role', 'status');
      this.dom.replaceChildren(style, tools, this.bar, this.said);
      this.draw();
    }

    button(sign, name, press) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = sign;
      button.setAttribute('aria-label', name);
      button.disabled = this.isClosed;
      button.addEventListener('click', press);
      return button;
    }

    /** Parts stay coloured from the left, as far as there are so many. */
    cut(parts) {
      if (parts < 1 || parts > this.max) return;
      this.full = Array.from({ length: parts }, (_, i) => this.full[i] ?? false);
      this.changed();
    }

    toggle(index) {
      this.full[index] = !this.full[index];
      this.changed();
      this.bar.children[index].focus();
    }

    changed() {
      this.isTouched = true;
      this.draw();
      const responses = { [this.constructor.name]: this.getResponse() };
      this.dom.dispatchEvent(
        new CustomEvent('qti-interaction-changed', {
          bubbles: true,
          detail: { interaction: this, responses },
        }),
      );
    }

    draw() {
      const { words, full } = this;
      const parts = full.map((isFull, i) => {
        const part = this.button('', words.part(i + 1, full.length, isFull), () => this.toggle(i));
        part.setAttribute('aria-pressed', String(isFull));
        return part;
      });
      this.bar.replaceChildren(...parts);
      this.count.textContent = words.parts(full.length);
      this.fewer.disabled = this.isClosed || full.length === 1;
      this.more.disabled = this.isClosed || full.length === this.max;
      this.said.textContent = this.isTouched ? words.said(full.filter(Boolean).length, full.length) : '';
    }

    getResponse() {
      if (!this.isTouched) return { base: null };
      const part = this.full.filter(Boolean).length / this.full.length;
      return { base: { float: Math.round(part * 1e6) / 1e6 } };
    }

    getState() {
      return this.isTouched ? { full: this.full.map(Number) } : null;
    }
  }

  context.register({
    typeIdentifier: 'urn:cloison:barre-fractions',
    getInstance(dom, configuration, state) {
      const bar = new FractionBar(dom, configuration, state);
      configuration.onready(bar);
      return bar;
    },
  });
});
