/** Completion for fish: one line a command and option, each with the condition that the line is at that command. */
import type { CompletedCommand, CompletedValue } from './completion-tree.ts';

/** `program` is a name of letters and hyphens. */
export function fishScript(program: string, tree: readonly CompletedCommand[]): string {
  const at = `__${program.replaceAll('-', '_')}_at`;
  const known = tree.filter(({ path }) => path.length > 0).map(({ path }) => quote(path.join(' ')));
  const lines = tree.flatMap(({ path, children, options, argument }) => {
    const here = `complete -c ${program} -n ${quote(`${at} ${quote(path.join(' '))}`)}`;
    return [
      ...children.map(({ name, summary }) => `${here} -a ${quote(name)} -d ${quote(summary)}`),
      ...(argument === null ? [] : [`${here} ${valueArguments(argument)}`]),
      ...options.map(({ flag, summary, value }) => {
        const takes = value === null ? '' : ` -r ${valueArguments(value)}`;
        return `${here} -l ${flag.slice(2)}${takes} -d ${quote(summary)}`;
      }),
    ];
  });
  return `# fish completion of ${program}: keep it as ~/.config/fish/completions/${program}.fish
function ${at}
    set -l at ''
    for word in (commandline -opc)[2..-1]
        set -l next (string trim -- "$at $word")
        if contains -- "$next" ${known.join(' ')}
            set at $next
        end
    end
    test "$at" = "$argv[1]"
end
complete -c ${program} -f
${lines.join('\n')}
`;
}

function valueArguments({ completes, choices }: CompletedValue): string {
  if (completes === 'file') return '-F';
  if (completes === 'folder') return `-a ${quote('(__fish_complete_directories)')}`;
  return choices.length === 0 ? '-f' : `-f -a ${quote(choices.join(' '))}`;
}

const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
