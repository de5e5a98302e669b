import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import { COMPLETE } from '../names/completion.js'
import { completionScript, SHELLS } from '../templates/completion-script.js'

interface CompletionArgs {
  readonly shell?: (typeof SHELLS)[number]
}

/** Prints the script that completes command lines. */
export const completion: Command<CompletionArgs> = {
  name: 'completion',
  operands: '[shell]',
  about: 'Print a script that completes commands, options and names in bash or zsh',
  positionals: {
    shell: { choices: SHELLS, describe: 'Default: zsh if $SHELL is zsh, otherwise bash' },
  },
  options: {},
  examples: [
    ['sim completion bash >> ~/.bashrc', 'Complete "sim" and "npx sim" in every new shell'],
    ['sim completion zsh >> ~/.zshrc', 'The same for zsh'],
  ],
  act({ shell = usualShell() }, { stdout }) {
    stdout.write(completionScript(shell, COMPLETE))
    return DONE
  },
}

function usualShell(): (typeof SHELLS)[number] {
  return process.env['SHELL']?.endsWith('zsh') ? 'zsh' : 'bash'
}
