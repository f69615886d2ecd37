package io.tekton.sharedservices.cli;

import io.tekton.sharedservices.cli.option.Command;
import java.util.List;

/** Completion for zsh, {@code zshcompsys(1)}: in a file of {@code fpath}, or sourced after {@code compinit}. */
final class ZshCompletion {
    private final CompletionTable table;

    ZshCompletion(CompletionTable table) {
        this.table = table;
    }

    String script() {
        StringBuilder values = new StringBuilder();
        table.values()
                .forEach((option, words) -> values.append("        (")
                        .append(option)
                        .append(") ")
                        .append(words.isEmpty() ? "" : offer(words))
                        .append("return ;;\n"));
        StringBuilder commands = new StringBuilder();
        for (Command command : table.commands()) {
            commands.append("        (")
                    .append(command.name())
                    .append(")\n            options=(")
                    .append(String.join(" ", CompletionTable.spellings(CompletionTable.options(command))))
                    .append(")\n");
            operand(commands, 0, CompletionTable.first(command));
            operand(commands, 1, CompletionTable.second(command));
            commands.append("            ;;\n");
        }
        return """
                #compdef shared-services
                # Completion of shared-services for zsh, made by: shared-services completion zsh
                _shared_services() {
                    local word=${words[CURRENT]} before=${words[CURRENT-1]} command='' operand=0 i=2
                    local -a offered options
                    while (( i < CURRENT )); do
                        case ${words[i]} in
                            (%s) (( i += 1 )) ;;
                            (-*) ;;
                            (*) if [[ -z $command ]]; then command=${words[i]}; else (( operand += 1 )); fi ;;
                        esac
                        (( i += 1 ))
                    done
                    case $before in
                %s    esac
                    case $command in
                        ('')
                            offered=(%s)
                            options=(%s)
                            ;;
                %s        (help) if (( operand == 0 )); then offered=(%s); fi ;;
                    esac
                    if [[ $word == -* ]]; then compadd -a options; else compadd -a offered; fi
                }
                if [[ ${funcstack[1]} == _shared[_-]services ]]; then
                    _shared_services "$@"
                else
                    compdef _shared_services shared-services
                fi
                """.formatted(
                        String.join("|", table.values().keySet()),
                        values,
                        String.join(" ", table.names()),
                        String.join(" ", CompletionTable.spellings(CompletionTable.shared())),
                        commands,
                        String.join(" ", table.names()));
    }

    private static void operand(StringBuilder text, int number, List<String> words) {
        if (words.isEmpty()) {
            return;
        }
        text.append("            if (( operand == ").append(number).append(" )); then ");
        text.append(
                words.equals(List.of(CompletionTable.FILE))
                        ? "_files; return"
                        : "offered=(" + String.join(" ", words) + ")");
        text.append("; fi\n");
    }

    private static String offer(List<String> words) {
        return words.equals(List.of(CompletionTable.FILE))
                ? "_files; "
                : "compadd -- " + String.join(" ", words) + "; ";
    }
}
