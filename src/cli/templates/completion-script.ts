/** The shells that `sim completion` writes a script for. */
export const SHELLS = ['bash', 'zsh'] as const

/** Returns the script that completes `sim` and `npx sim` in a shell. */
export function completionScript(shell: (typeof SHELLS)[number], asks: string): string {
  return shell === 'bash' ? bashScript(asks) : zshScript(asks)
}

/** Finds the program that `npx sim` would start, as npx does, and far sooner. */
const FIND_PROGRAM = `local folder="$PWD"
    while [ -n "$folder" ] && [ ! -x "$folder/node_modules/.bin/sim" ]; do
      folder="\${folder%/*}"
    done
    program="$folder/node_modules/.bin/sim"`

/** Nothing in it is newer than bash 3.2, which macOS has. */
function bashScript(asks: string): string {
  return `###-begin-sim-completion-###
# Completes "sim" and "npx sim" in bash 3.2 or later:
#   sim completion bash >> ~/.bashrc         (macOS: ~/.bash_profile)
_sim_completion() {
  local program="\${COMP_WORDS[0]}" first=0 current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  if [ "\${program##*/}" = npx ]; then
    if [ "$COMP_CWORD" -eq 1 ]; then
      COMPREPLY=($(compgen -W sim -- "$current"))
      return 0
    fi
    [ "\${COMP_WORDS[1]}" = sim ] || return 0
    first=1
    ${FIND_PROGRAM}
  fi
  # Readline keeps quotes where they are, and breaks a word at "=" unless a quote opens it.
  local breaks="$COMP_WORDBREAKS"
  case "$current" in [\\"\\']*=*) breaks= ;; esac
  current=\${current//[\\"\\']/}
  local words=("\${COMP_WORDS[@]:$first:$((COMP_CWORD - first))}" "$current")
  local IFS=$'\\n'
  COMPREPLY=($("$program" ${asks} "\${words[@]}" 2>/dev/null))
  IFS=$' \\t\\n'
  # It replaces only what stands behind a break.
  case "$breaks" in
    *=*) [ "\${#COMPREPLY[@]}" -eq 0 ] || COMPREPLY=("\${COMPREPLY[@]##*=}") ;;
  esac
  return 0
}
complete -o default -F _sim_completion sim
complete -p npx >/dev/null 2>&1 || complete -o default -F _sim_completion npx
###-end-sim-completion-###
`
}

function zshScript(asks: string): string {
  return `###-begin-sim-completion-###
# Completes "sim" and "npx sim" in zsh:
#   sim completion zsh >> ~/.zshrc
_sim_completion() {
  local program="\${words[1]}" first=1
  local -a found
  if [ "\${program##*/}" = npx ]; then
    if [ "$CURRENT" -eq 2 ]; then
      compadd sim
      return
    fi
    [ "\${words[2]}" = sim ] || { _files; return }
    first=2
    ${FIND_PROGRAM}
  fi
  # PREFIX is the word up to the cursor, without a quote that opens it.
  local -a asked=("\${(@Q)words[first,CURRENT-1]}" "$PREFIX")
  found=("\${(@f)$("$program" ${asks} "\${asked[@]}" 2>/dev/null)}")
  if [ -n "\${found[*]}" ]; then compadd -a found; else _files; fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
compdef _sim_completion sim
[ -n "\${_comps[npx]}" ] || compdef _sim_completion npx
###-end-sim-completion-###
`
}
