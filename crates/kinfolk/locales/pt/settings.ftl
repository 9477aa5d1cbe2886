### Settings: credentials, sessions, apps, the profile.

settings-title = Configurações
settings-profile = Perfil
settings-account = Senha, e-mail e exclusão
settings-privacy = Privacidade
settings-appearance = Idioma e aparência
settings-sessions = Sessões abertas
settings-apps = Aplicativos
settings-save = Salvar

## Language and appearance

# The language's own name for itself.
language-name = Português
appearance-language = Idioma
appearance-language-auto = O do seu navegador
appearance-language-hint = Das páginas e dos e-mails que você recebe. As publicações ficam como foram escritas.
appearance-scheme = Cores
appearance-scheme-auto = Conforme o seu dispositivo
appearance-scheme-light = Claro
appearance-scheme-dark = Escuro
appearance-text = Tamanho do texto
appearance-text-normal = Conforme o seu navegador
appearance-text-large = Grande
appearance-text-larger = Maior
appearance-motion = Movimento
appearance-less-motion = Desativar animações
appearance-less-motion-hint = Caso contrário, vale o ajuste do seu dispositivo.
appearance-wrong = Essa opção não existe. Nada foi alterado.

## Password, address, deletion

account-password = Alterar senha
account-password-lead = As sessões em todos os outros navegadores que usam a sua conta serão encerradas. Os aplicativos continuam até você removê-los:
account-current-password = Senha atual
account-new-password = Nova senha
account-new-password-again = Repita a nova senha
account-password-submit = Alterar senha
account-email = Alterar e-mail
account-email-now = O seu endereço é { $email }.
account-new-email = Novo endereço
account-email-submit = Alterar endereço
account-delete = Excluir conta
account-delete-lead = O seu perfil, as suas publicações e tudo o mais que é seu são excluídos para sempre, e ninguém pode recuperá-los. O seu nome de usuário não será dado a mais ninguém.
account-delete-username = Digite { $username } para confirmar
account-delete-submit = Excluir a minha conta

## Sessions

sessions-lead = Navegadores com a sessão aberta na sua conta. Se não reconhecer algum, encerre a sessão dele e altere a sua senha.
sessions-this = Este navegador
sessions-end = Encerrar
sessions-end-others = Encerrar as outras sessões
session-on = { $browser } no { $system }
session-unknown = Navegador desconhecido
since = Desde
last-used = Último uso:

## Apps

apps-lead = Aplicativos que você permitiu que usem a sua conta. Abaixo do nome está o que cada um pediu.
apps-empty-title = Nenhum aplicativo
apps-empty-text = Os aplicativos que você permitir que usem a sua conta aparecem aqui.
apps-remove = Remover
apps-command-line = Linha de comando do servidor

## Profile

profile-edit = Editar perfil
profile-avatar = Foto de perfil
profile-avatar-hint = Aparece quadrada. Os dados do arquivo sobre a câmera e o lugar são removidos. Até 8 MB.
profile-header = Imagem de capa
profile-header-hint = Aparece no topo do seu perfil, com largura de três vezes a altura. Até 8 MB.
crop-title = Escolha a parte que aparece
crop-hint = O que você escolher aqui vale para a imagem que enviar agora.
crop-x = Da esquerda para a direita
crop-y = De cima para baixo
crop-zoom = Mais perto
profile-picture-remove = Remover esta imagem
profile-display-name = Nome de exibição
profile-display-name-hint = Até 65 caracteres.
profile-note = Sobre você
profile-note-hint = Até 500 caracteres.
profile-fields = Mais sobre você
profile-fields-hint = Até quatro linhas, como o seu site ou os seus pronomes. As vazias não aparecem.
profile-field-name = Rótulo
profile-field-value = Conteúdo
profile-switch-bot = Esta conta é controlada por um programa
profile-language = Idioma das suas publicações
profile-language-none = Nenhum em particular
profile-language-hint = Aquele em que você escreve, se não escolher outro para uma publicação.

## Privacy

who-follows = Quem segue você
who-follows-locked = Quero aprovar quem me segue
who-follows-locked-hint = Quem quiser seguir você precisa pedir antes. Se você desativar isso, todos os que esperam são aceitos.
who-follows-hide = Ocultar quem eu sigo e quem me segue
who-follows-hide-hint = As suas amizades também ficam ocultas. Os números continuam visíveis.
who-finds = Quem encontra você
who-finds-indexable = Permitir que buscadores mostrem o meu perfil e as minhas publicações
who-finds-indexable-hint = Caso contrário, pedimos que deixem as suas páginas de fora.
who-reads = Quem lê o que você publica
who-reads-default = Para quem é uma nova publicação
who-reads-auto = Tão aberta quanto a minha conta
who-reads-hint = Com uma conta aberta, é todo mundo; se você aprova seguidores, são eles. Você pode escolher de novo em cada publicação.
who-more = Mais sobre privacidade
