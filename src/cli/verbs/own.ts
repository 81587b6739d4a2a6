import { printScript, shells } from '../completion.ts'
import { word } from '../call.ts'
import { version } from '../version.ts'
import type { Verb } from '../verb.ts'

export const versionVerb: Verb = {
  name: 'version',
  group: 'own',
  examples: ['version', 'version --json'],
  run: async ({ out }) => {
    const answer = { version, node: process.version }
    out.answer(answer, () => out.line(`tamga ${answer.version} (node ${answer.node})`))
    return 0
  },
}

export const completion: Verb = {
  name: 'completion',
  group: 'own',
  args: ['<SHELL>'],
  choices: shells,
  examples: ['completion bash > /etc/bash_completion.d/tamga', 'completion zsh > ~/.zfunc/_tamga'],
  run: async (_session, call) => {
    printScript(word(call))
    return 0
  },
}
