package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.cli.option.Command;
import java.util.List;
import java.util.Map;

/**
 * Completion for bash 3.2 and newer, {@code bash(1)}, "Programmable Completion". An empty answer leaves the word to
 * readline, which completes file names; {@code compopt} takes that back where no file is meant.
 */
final class BashCompletion {
    private final CompletionTable table;

    BashCompletion(CompletionTable table) {
        this.table = table;
    }

    String script() {
        StringBuilder commands = new StringBuilder();
        for (Command command : table.commands()) {
            commands.append("        ").append(command.name()).append(")\n");
            words(commands, "options", CompletionTable.spellings(CompletionTable.options(command)));
            if (!CompletionTable.first(command).isEmpty()) {
                commands.append("            case $operand in\n                0) words='")
                        .append(String.join(" ", CompletionTable.first(command)))
                        .append("' ;;\n");
                List<String> second = CompletionTable.second(command);
                if (second.equals(List.of(CompletionTable.FILE))) {
                    commands.append("                1) compopt -o default 2>/dev/null ;;\n");
                } else if (!second.isEmpty()) {
                    commands.append("                1) words='")
                            .append(String.join(" ", second))
                            .append("' ;;\n");
                }
                commands.append("            esac\n");
            }
            commands.append("            ;;\n");
        }
        return """
                # Completion of shared-services for bash, made by: shared-services completion bash
                _shared_services() {
                    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
                    local command='' operand=0 words='' options='' i=1
                    COMPREPLY=()
                    # bash parts words at an equals sign, too.
                    if [ "$word" = = ]; then
                        word=''
                    elif [ "$before" = = ] && [ "$COMP_CWORD" -gt 1 ]; then
                        before=${COMP_WORDS[COMP_CWORD - 2]}
                    fi
                    while [ "$i" -lt "$COMP_CWORD" ]; do
                        case ${COMP_WORDS[i]} in
                            %s)
                                i=$((i + 1))
                                if [ "${COMP_WORDS[i]}" = = ]; then i=$((i + 1)); fi
                                ;;
                            -*) ;;
                            *) if [ -z "$command" ]; then command=${COMP_WORDS[i]}; else operand=$((operand + 1)); fi ;;
                        esac
                        i=$((i + 1))
                    done
                    case $before in
                        %s) return ;;
                    esac
                    compopt +o default 2>/dev/null
                    case $before in
                %s        %s) return ;;
                    esac
                    case $command in
                        '')
                            words='%s'
                            options='%s'
                            ;;
                %s        help) if [ "$operand" -eq 0 ]; then words='%s'; fi ;;
                    esac
                    case $word in -*) words=$options ;; esac
                    COMPREPLY=($(compgen -W "$words" -- "$word"))
                }
                complete -o default -F _shared_services shared-services
                """.formatted(
                        String.join(" | ", table.values().keySet()),
                        withValues(List.of(CompletionTable.FILE)),
                        choices(),
                        withValues(List.of()),
                        String.join(" ", table.names()),
                        String.join(" ", CompletionTable.spellings(CompletionTable.shared())),
                        commands,
                        String.join(" ", table.names()));
    }

    private static void words(StringBuilder text, String variable, List<String> words) {
        text.append("            ")
                .append(variable)
                .append("='")
                .append(String.join(" ", words))
                .append("'\n");
    }

    /** The options with exactly these values, as a pattern. */
    private String withValues(List<String> values) {
        return String.join(
                " | ",
                table.values().entrySet().stream()
                        .filter(option -> option.getValue().equals(values))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    private String choices() {
        StringBuilder text = new StringBuilder();
        table.values().forEach((option, values) -> {
            if (!values.isEmpty() && !values.equals(List.of(CompletionTable.FILE))) {
                text.append("        ")
                        .append(option)
                        .append(")\n            COMPREPLY=($(compgen -W '")
                        .append(String.join(" ", values))
                        .append("' -- \"$word\"))\n            return\n            ;;\n");
            }
        });
        return text.toString();
    }
}
