/**
 * As much of AMD as modules of portable custom interactions use: `define` with or without a name and dependencies, and
 * `require` of what is there already. Every script has been run before the first module is made, so nothing is loaded later.
 */
type Factory = (...parts: readonly unknown[]) => unknown;

interface Definition {
  readonly needs: readonly string[] | null;
  readonly factory: unknown;
}

export class AmdModules {
  readonly #definitions = new Map<string, Definition>();
  readonly #made = new Map<string, unknown>();
  /** The script that runs: what it defines without a name is called so. */
  running = '';

  /** `given`: modules that the player provides. */
  constructor(given: Readonly<Record<string, unknown>>) {
    for (const [id, value] of Object.entries(given)) this.#made.set(id, value);
  }

  readonly define = Object.assign(
    (...given: readonly unknown[]): void => {
      const parts = [...given];
      const name = typeof parts[0] === 'string' ? (parts.shift() as string) : this.running;
      const needs = Array.isArray(parts[0]) ? (parts.shift() as readonly string[]) : null;
      this.#definitions.set(name, { needs, factory: parts[0] });
    },
    { amd: {} },
  );

  readonly require = (needs: string | readonly string[], then?: Factory): unknown => {
    if (typeof needs === 'string') return this.make(needs);
    const parts = needs.map((id) => this.make(id));
    return then?.(...parts);
  };

  /** Throws for a module that no script has defined. A circle gets what there is so far, as in CommonJS. */
  make(id: string): unknown {
    if (this.#made.has(id)) return this.#made.get(id);
    const definition = this.#definitions.get(id);
    if (definition === undefined) throw new Error(`no script defines the module ${id}`);
    const module = { id, exports: {} as unknown };
    this.#made.set(id, module.exports);
    const { factory } = definition;
    if (typeof factory !== 'function') module.exports = factory;
    else {
      const special: Readonly<Record<string, unknown>> = {
        require: this.require,
        exports: module.exports,
        module,
      };
      const needs = definition.needs ?? ['require', 'exports', 'module'].slice(0, factory.length);
      const parts = needs.map((need) => (Object.hasOwn(special, need) ? special[need] : this.make(need)));
      const returned: unknown = (factory as Factory)(...parts);
      if (returned !== undefined) module.exports = returned;
    }
    this.#made.set(id, module.exports);
    return module.exports;
  }
}
