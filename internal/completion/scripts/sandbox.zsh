#compdef sandbox
# Completes sandbox in zsh, after compinit: source <(sandbox completion zsh)

_sandbox() {
	local offer does
	local -a complete open
	while IFS=$'\t' read -r offer does; do
		if [[ $offer == *= ]]; then
			open+=("${offer//:/\\:}:$does")
		else
			complete+=("${offer//:/\\:}:$does")
		fi
	done < <("${words[1]/#\~\//$HOME/}" complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
	_describe sandbox complete -- open -S ''
}

if [[ $funcstack[1] == _sandbox ]]; then
	_sandbox "$@"
else
	compdef _sandbox sandbox
fi
