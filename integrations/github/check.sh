#!/usr/bin/env bash
# Checks the plans, marks their lines, writes the summary, and fails where that was asked for.
set -euo pipefail

bin="$RUNNER_TEMP/distillgate/bin"
sarif="$RUNNER_TEMP/distillgate.sarif"
# shellcheck disable=SC2153 # the action sets it
read -ra plans <<<"$PLANS"
read -ra folders <<<"${PACKS:-}"
asked=()
for folder in "${folders[@]+"${folders[@]}"}"; do
	asked+=(--packs "$folder")
done
case "$FAIL_ON" in
needs-review | denied) ;;
*)
	echo "::error::fail-on is \`needs-review\` or \`denied\`"
	exit 2
	;;
esac

code=0
"$bin/distillgate" check "${plans[@]}" "${asked[@]+"${asked[@]}"}" --format sarif --output "$sarif" || code=$?
if [[ -f "$sarif" ]]; then
	"$bin/python" "$HERE/annotate.py" "$sarif"
	echo "sarif=$sarif" >>"$GITHUB_OUTPUT"
fi
echo "exit=$code" >>"$GITHUB_OUTPUT"
"$bin/distillgate" check "${plans[@]}" "${asked[@]+"${asked[@]}"}" --format markdown >>"$GITHUB_STEP_SUMMARY" || true

# 3 says that a person has to look; everything else that is not 0 fails in any case.
if [[ "$code" == 3 && "$FAIL_ON" == denied ]]; then
	exit 0
fi
exit "$code"
