/** Completion for zsh, with the summaries of commands and options beside them. */
import type { CompletedCommand, CompletedValue } from './completion-tree.ts';

/** `program` is a name of letters and hyphens. */
export function zshScript(program: string, tree: readonly CompletedCommand[]): string {
  const name = `_${program.replaceAll('-', '_')}`;
  const known = tree.filter(({ path }) => path.length > 0).map(({ path }) => quote(path.join(' ')));
  const values = tree.flatMap(({ path, options }) =>
    options.flatMap(({ flag, value }) =>
      value === null ? [] : [`    ${quote([...path, flag].join(' '))}) ${offer(value)}; return ;;`],
    ),
  );
  const words = tree.map(({ path, children, options, argument }) => {
    const commands = children.map((child) => described(child.name, child.summary));
    const flags = options.map(({ flag, summary }) => described(flag, summary));
    const lines = [
      `    ${quote(path.join(' '))})`,
      ...(argument === null ? [] : [`      [[ $current == -* ]] || { ${offer(argument)}; return; }`]),
      `      offered=(${[...commands, ...flags].join(' ')})`,
      '      ;;',
    ];
    return lines.join('\n');
  });
  return `#compdef ${program}
# zsh completion of ${program}: keep it as _${program} in a folder of $fpath
${name}() {
  local current="\${words[CURRENT]}" before="\${words[CURRENT-1]}" at="" word i
  local -a offered
  for (( i = 2; i < CURRENT; i++ )); do
    word="\${at:+$at }\${words[i]}"
    case "$word" in
    ${known.join(' | ')}) at="$word" ;;
    esac
  done
  case "\${at:+$at }$before" in
${values.join('\n')}
  esac
  case "$at" in
${words.join('\n')}
  esac
  _describe ${quote(program)} offered
}
if [ "$funcstack[1]" = ${quote(name)} ]; then ${name} "$@"; else compdef ${name} ${program}; fi
`;
}

function offer({ completes, choices }: CompletedValue): string {
  if (completes !== null) return completes === 'file' ? '_files' : '_files -/';
  return choices.length === 0 ? ':' : `compadd -- ${choices.map(quote).join(' ')}`;
}

/** `_describe` wants `name:summary`, with colons of the name escaped. */
const described = (name: string, summary: string) => quote(`${name.replaceAll(':', '\\:')}:${summary}`);

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
