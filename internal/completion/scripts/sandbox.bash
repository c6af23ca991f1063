# Completes sandbox in bash: source <(sandbox completion bash)

_sandbox() {
	local line=${COMP_LINE:0:COMP_POINT} words word kept offer
	read -ra words <<<"$line"
	if [[ $line == *[[:space:]] ]]; then words+=(""); fi
	word=${words[${#words[@]} - 1]}

	# bash splits words at = and :, and replaces only the last part.
	kept=${word##*[$COMP_WORDBREAKS]}
	kept=${word%"$kept"}
	COMPREPLY=()
	while IFS=$'\t' read -r offer _; do
		if [[ $offer == *= ]]; then compopt -o nospace 2>/dev/null; fi
		COMPREPLY+=("${offer#"$kept"}")
	done < <("${1/#\~\//$HOME/}" complete -- "${words[@]:1}" 2>/dev/null)
}

complete -F _sandbox sandbox
