#!/bin/sh
# The pipeline of the fleet. `sh pipeline.sh` judges a change, step by step, and stops at the first that fails. On the
# main branch `sh pipeline.sh publish` then commits what was judged to the environment branch, which Argo CD reads.
set -eu

STEPS='synth check test diff rollout'
BRANCH=environments
FAIL_ON=${FAIL_ON:-wider} # `none` once somebody has said that the change may widen what is allowed
MOST_BYTES=10000000       # what Argo CD reads of one Application by default; of more it reads nothing

PATH=$PWD/node_modules/.bin:$PATH
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export GIT_INDEX_FILE="$scratch/index" # what the developer has staged stays as it is

fail() {
  echo "$1" >&2
  exit 1
}

# Each has a file in `dist/mesh`. Fails where nothing is rendered, as a step without work must not pass.
clusters() {
  ls dist/mesh > "$scratch/clusters" || fail 'nothing is rendered yet; run: sh pipeline.sh synth'
  sed 's/\.yaml$//' "$scratch/clusters"
}

# Into `rendered/`: what the environment branch holds, which is what the main branch renders. At first, nothing.
fetch_rendered() {
  parent=
  rm -rf rendered
  mkdir rendered
  if git ls-remote --exit-code origin "refs/heads/$BRANCH" > "$scratch/branch"; then
    git fetch --quiet origin "$BRANCH"
    parent=$(git rev-parse FETCH_HEAD)
    git read-tree "$parent"
    git checkout-index --all --prefix=rendered/
  elif [ $? -ne 2 ]; then
    fail "the branch \`$BRANCH\` was not read, so that nobody can tell what changes" # 2: there is none
  fi
  for cluster in $clusters; do mkdir -p "rendered/$cluster"; done
}

clusters=
case ${1:-all} in all | synth) ;; *) clusters=$(clusters) ;; esac

case ${1:-all} in
  all)
    for step in $STEPS; do sh "$0" "$step" || fail "step \`$step\` fails"; done
    ;;

  synth)
    cdk8s synth --no-check-upgrade
    ;;

  check)
    for folder in dist/*/*/; do
      bytes=$(cat "$folder"* | wc -c)
      [ "$bytes" -le $MOST_BYTES ] || fail "$folder has $bytes bytes; Argo CD reads $MOST_BYTES of an Application"
    done
    for cluster in $clusters; do
      zero-trust check "dist/$cluster" --mesh "dist/mesh/$cluster.yaml"
    done
    ;;

  test)
    zero-trust test ./*cases.yaml
    ;;

  # Who may send more than by what the main branch renders?
  diff)
    fetch_rendered
    status=0
    for cluster in $clusters; do
      printf '## %s\n\n' "$cluster"
      zero-trust diff "rendered/$cluster" "dist/$cluster" --mesh "dist/mesh/$cluster.yaml" --format markdown \
        --fail-on "$FAIL_ON" || status=$?
      echo
    done > "$scratch/report"
    for folder in argo-cd mesh; do
      if diff -r "rendered/$folder" "dist/$folder" > "$scratch/files" 2>&1; then continue; fi
      printf '`%s/` changes, which is applied by hand.\n\n' "$folder" >> "$scratch/report"
    done
    tee comment.md < "$scratch/report"
    exit $status
    ;;

  # What opens or fails for a time while the Applications of a cluster sync?
  rollout)
    fetch_rendered
    status=0
    for cluster in $clusters; do
      printf '## %s\n\n' "$cluster"
      zero-trust rollout "rendered/$cluster" "dist/$cluster" --mesh "dist/mesh/$cluster.yaml" --format markdown ||
        status=$?
      echo
    done > "$scratch/report"
    tee -a comment.md < "$scratch/report"
    exit $status
    ;;

  # The branch then holds what is in `dist`, and nothing else: what is no longer rendered goes.
  publish)
    # an old job that runs again would bring back what was revoked since
    tip=$(git ls-remote origin refs/heads/main)
    [ "${tip%%[!0-9a-f]*}" = "$(git rev-parse HEAD)" ] || fail 'this is not what `main` is now; publish that'
    fetch_rendered
    git -C dist --git-dir="$(git rev-parse --absolute-git-dir)" --work-tree=. add --all --force .
    tree=$(git write-tree)
    if [ -n "$parent" ] && git diff-tree --quiet "$parent" "$tree"; then
      echo "\`$BRANCH\` holds this already"
      exit
    fi
    message=$(git log -1 --format='%s%n%nRendered from %H')
    commit=$(git -c user.name=pipeline -c user.email=pipeline@example.com \
      commit-tree "$tree" ${parent:+-p "$parent"} -m "$message")
    git push --quiet origin "$commit:refs/heads/$BRANCH"
    ;;

  *)
    fail "\`$1\` is no step; expected none, one of \`$STEPS\`, or \`publish\`"
    ;;
esac
