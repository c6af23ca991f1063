# Completes sandbox in fish: sandbox completion fish | source

function __sandbox_offers
	set -l words (commandline -opc) (commandline -ct)
	set words[1] (string replace -r '^~/' "$HOME/" -- $words[1])
	$words[1] complete -- $words[2..-1] 2>/dev/null
end

complete -c sandbox -f -a '(__sandbox_offers)'
