/**
 * Commander's command, whose errors are refusals with a code and values. Commander itself writes English sentences; none
 * of them is shown or read. It calls the methods below with what is wrong (commander 15.1.0, `lib/command.js`).
 */
import { Command, type Option } from 'commander';
import { frameWords } from '../words/frame-words.ts';
import { EXIT, Refusal, type Values } from '../words/refusal.ts';
import { refuseUsage } from '../words/usage-refusals.ts';
import { suggest } from './suggest.ts';

/** A refusal, and the command at which the line went wrong. */
export class CommandLineError extends Error {
  readonly refusal: Refusal;
  readonly command: StrictCommand;
  constructor(refusal: Refusal, command: StrictCommand) {
    super(refusal.code);
    this.name = 'CommandLineError';
    this.refusal = refusal;
    this.command = command;
  }
}

type Code = Parameters<typeof refuseUsage>[0];

export class StrictCommand extends Command {
  override createCommand(name?: string): StrictCommand {
    return new StrictCommand(name);
  }

  /** `codes mint`: without the program's own name. */
  get path(): string {
    const above = this.parent;
    const before = above instanceof StrictCommand && above.parent !== null ? `${above.path} ` : '';
    return before + this.name();
  }

  unknownOption(flag: string): never {
    const known = this.options.flatMap(({ long }) => long ?? []);
    throw this.#refused('option-unknown', { option: flag }, suggest(flag, known));
  }

  unknownCommand(): never {
    const name = this.args[0] ?? '';
    const known = this.commands.map((command) => command.name());
    throw this.#refused('command-unknown', { name }, suggest(name, known));
  }

  optionMissingArgument(option: Option): never {
    throw this.#refused('option-value-missing', { option: option.long ?? option.flags });
  }

  _excessArguments(received: readonly string[]): never {
    const extra = received.slice(this.registeredArguments.length).join(' ');
    // A room has no arguments of its own: a word that it does not know is a verb that it does not have.
    if (this.commands.length > 0) return this.unknownCommand();
    throw this.#refused('arguments-too-many', { extra });
  }

  /** Whatever else commander finds wrong. */
  override error(_message: string, _options?: { readonly code?: string }): never {
    throw this.#refused('command-line', {});
  }

  #refused(code: Code, values: Values, near?: string | null): CommandLineError {
    const say = (lang: 'fr' | 'en') => {
      const perhaps = near == null ? '' : frameWords.perhaps[lang].replace('{name}', () => near);
      return refuseUsage(code, { ...values, suggestion: perhaps }).words[lang];
    };
    const data = { ...values, ...(near == null ? {} : { suggestion: near }) };
    return new CommandLineError(
      new Refusal(code, { exit: EXIT.usage, fr: say('fr'), en: say('en') }, {}, data),
      this,
    );
  }
}
