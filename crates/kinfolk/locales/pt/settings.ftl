### Settings: credentials, sessions, apps, the profile.

settings-title = Configurações
settings-profile = Perfil
settings-account = Senha, e-mail e exclusão
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
profile-avatar-hint = Aparece quadrada. Os dados do arquivo sobre a câmera e o lugar são removidos.
profile-header = Imagem de capa
profile-header-hint = Aparece no topo do seu perfil, com largura de três vezes a altura.
crop-title = Escolha a parte que aparece
crop-x = Da esquerda para a direita
crop-y = De cima para baixo
crop-zoom = Mais perto
profile-picture-remove = Remover esta imagem
profile-display-name = Nome de exibição
profile-note = Sobre você
profile-note-hint = Até 500 caracteres.
profile-fields = Mais sobre você
profile-fields-hint = Até quatro linhas, como o seu site ou os seus pronomes. As vazias não aparecem.
profile-field-name = Rótulo
profile-field-value = Conteúdo
profile-privacy = Quem vê e encontra você
profile-switch-locked = Quero aprovar quem me segue
profile-switch-locked-hint = Quem quiser seguir você precisa pedir antes.
profile-switch-discoverable = Sugerir a minha conta a outras pessoas
profile-switch-indexable = Permitir que outras pessoas encontrem as minhas publicações públicas ao pesquisar
profile-switch-hide = Ocultar quem eu sigo e quem me segue
profile-switch-bot = Esta conta é controlada por um programa
profile-defaults = Opções padrão das suas publicações
profile-privacy-default = Quem as vê
profile-privacy-auto = Todo mundo; só os meus seguidores, se eu os aprovo
profile-language = Idioma
profile-language-hint = Um código como en, de ou pt-BR.
profile-sensitive = Ocultar as mídias até que alguém peça para ver
