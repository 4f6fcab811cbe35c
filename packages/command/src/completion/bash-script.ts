/** Completion for bash. One `case` finds the command that the line is at, one its options' values, one its words. */
import type { CompletedCommand, CompletedValue } from './completion-tree.ts';

/** `program` is a name of letters and hyphens. */
export function bashScript(program: string, tree: readonly CompletedCommand[]): string {
  const name = `_${program.replaceAll('-', '_')}`;
  const known = tree.filter(({ path }) => path.length > 0).map(({ path }) => quote(path.join(' ')));
  const values = tree.flatMap(({ path, options }) =>
    options.flatMap(({ flag, value }) =>
      value === null ? [] : [`    ${quote([...path, flag].join(' '))}) ${offer(value)}; return ;;`],
    ),
  );
  const words = tree.map(({ path, children, options, argument }) => {
    const offered = [...children.map(({ name: child }) => child), ...options.map(({ flag }) => flag)];
    const more = argument === null ? '' : ` [[ $current == -* ]] || { ${offer(argument)}; return; };`;
    return `    ${quote(path.join(' '))})${more} ${offer({ completes: null, choices: offered })} ;;`;
  });
  return `# bash completion of ${program}: source it, or keep it in ~/.local/share/bash-completion/completions/${program}
${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" at="" word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${at:+$at }\${COMP_WORDS[i]}"
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
}
complete -F ${name} ${program}
`;
}

function offer({ completes, choices }: CompletedValue): string {
  if (completes !== null)
    return `compopt -o filenames; mapfile -t COMPREPLY < <(compgen -${completes === 'file' ? 'f' : 'd'} -- "$current")`;
  return choices.length === 0
    ? ':'
    : `mapfile -t COMPREPLY < <(compgen -W ${quote(choices.join(' '))} -- "$current")`;
}

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
